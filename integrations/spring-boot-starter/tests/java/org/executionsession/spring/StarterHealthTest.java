package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.executionsession.spring.TestApplication.Orders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Tests the health indicator while its database goes away and comes back. */
class StarterHealthTest {

    @TempDir
    Path folder;

    @Test
    void theHealthIndicator_isDownWhileTheDatabaseIsAway() throws Exception {
        EmbeddedPostgres database = postgresql(0);
        int port = database.getPort();
        try (ConfigurableApplicationContext context = TestApplication.start(
                database.getJdbcUrl("postgres", "postgres"), "spring.datasource.hikari.connection-timeout=2000")) {
            Orders orders = context.getBean(Orders.class);
            orders.record();
            assertThat(health(context)).isEqualTo("UP {}");

            database.close();
            assertThat(health(context)).startsWith("DOWN {error=").contains("StoreUnavailableException");

            database = postgresql(port);
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            String health = health(context);
            while (!health.equals("UP {}")) {
                assertThat(System.nanoTime()).as(health).isLessThan(end);
                health = health(context);
            }
            assertThat(orders.sessions()).hasSize(1);
        } finally {
            database.close();
        }
    }

    private EmbeddedPostgres postgresql(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    /** Its types have other names in each version of Spring Boot. */
    private static String health(ConfigurableApplicationContext context) throws ReflectiveOperationException {
        Object indicator = context.getBean("executionSessionsHealthIndicator");
        return Stream.of(indicator.getClass().getInterfaces())
                .filter(type -> type.getSimpleName().equals("HealthIndicator"))
                .findFirst()
                .orElseThrow()
                .getMethod("health")
                .invoke(indicator)
                .toString();
    }
}
