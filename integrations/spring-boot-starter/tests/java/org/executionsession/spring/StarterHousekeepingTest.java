package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests the periodic tasks of the starter. */
class StarterHousekeepingTest {

    private static final String EXPIRED = """
            insert into execution_idempotency_key
                (key_hash, request_hash, kind, created_date, created_by, expires_at, response)
            values ('a', 'b', 'c', timestamp '2026-01-01 00:00:00', 'ada', timestamp '2026-01-02 00:00:00', X'00')
            """;

    @Test
    void aTaskThatFails_doesNotStopTheOthers() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(
                TestDatabase.H2.newUrl(),
                "execution-sessions.housekeeping.interval=1ms",
                "execution-sessions.housekeeping.abort-overdue-sessions=true",
                "execution-sessions.housekeeping.result-retention=1d")) {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            jdbc.execute("alter table execution_session rename to moved");
            jdbc.update(EXPIRED);
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (jdbc.queryForObject("select count(*) from execution_idempotency_key", Integer.class) > 0) {
                assertThat(System.nanoTime())
                        .as("the expired key is purged, though overdue sessions cannot be aborted")
                        .isLessThan(end);
            }
        }
    }
}
