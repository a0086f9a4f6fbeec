/** Records the jobs of Spring Batch. Start with {@link org.executionsession.springbatch.RecordingJobListener}. */
@NullMarked
package org.executionsession.springbatch;

import org.jspecify.annotations.NullMarked;
