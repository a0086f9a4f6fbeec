package org.executionsession.dbscheduler.support;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** The table of db-scheduler in H2, and schedulers that poll it often. */
public final class ScheduledTasks {

    private ScheduledTasks() {}

    /** Creates the table. */
    public static void create(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table scheduled_tasks (
                      task_name varchar(100) not null,
                      task_instance varchar(100) not null,
                      task_data blob,
                      execution_time timestamp(6) with time zone not null,
                      picked boolean not null,
                      picked_by varchar(50),
                      last_success timestamp(6) with time zone,
                      last_failure timestamp(6) with time zone,
                      consecutive_failures int,
                      last_heartbeat timestamp(6) with time zone,
                      version bigint not null,
                      priority smallint,
                      primary key (task_name, task_instance))""");
        }
    }

    /** Starts to build a scheduler that often looks for due executions. */
    public static SchedulerBuilder scheduler(DataSource database, String name, Task<?>... tasks) {
        return Scheduler.create(database, tasks)
                .schedulerName(new SchedulerName.Fixed(name))
                .pollingInterval(Duration.ofMillis(10))
                .threads(4);
    }
}
