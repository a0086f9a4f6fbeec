/** Records the tasks of db-scheduler. Start with {@link org.executionsession.dbscheduler.DbSchedulerRecorder}. */
@NullMarked
package org.executionsession.dbscheduler;

import org.jspecify.annotations.NullMarked;
