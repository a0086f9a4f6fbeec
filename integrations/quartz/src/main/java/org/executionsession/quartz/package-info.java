/** Records the jobs of Quartz. Start with {@link org.executionsession.quartz.QuartzRecorder}. */
@NullMarked
package org.executionsession.quartz;

import org.jspecify.annotations.NullMarked;
