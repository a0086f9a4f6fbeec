/** Records the jobs of any scheduler. Start with {@link org.executionsession.recorder.ExecutionRecorder}. */
@NullMarked
package org.executionsession.recorder;

import org.jspecify.annotations.NullMarked;
