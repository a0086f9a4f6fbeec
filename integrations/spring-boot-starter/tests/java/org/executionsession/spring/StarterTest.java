package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.AbortOverdueSessions;
import org.executionsession.domain.port.inbound.AdvanceTaskRuns;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindApps;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.inbound.PurgeExpired;
import org.executionsession.domain.port.inbound.PurgeResults;
import org.executionsession.domain.port.inbound.ScriptLogs;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.StopTask;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.spring.TestApplication.Orders;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests the beans, the properties, and the start and end of an application. */
class StarterTest {

    private static final List<Class<?>> PORTS = List.of(
            AbortOverdueSessions.class,
            AdvanceTaskRuns.class,
            CreateExecutionSession.class,
            EndExecutionSession.class,
            EvaluatePrivileges.class,
            ExecutionResultDetails.class,
            ExecutionResults.class,
            FindApps.class,
            FindExecutionSessions.class,
            ManageTasks.class,
            PurgeExpired.class,
            PurgeResults.class,
            ScriptLogs.class,
            Selections.class,
            StartTask.class,
            StopTask.class,
            UpdateExecutionSession.class);

    @Test
    void eachPort_isABean() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(TestDatabase.H2.newUrl())) {
            for (Class<?> port : PORTS) {
                assertThat(context.getBeanNamesForType(port)).as("%s", port).hasSize(1);
            }
        }
    }

    @Test
    void theEndOfTheContext_endsItsThreadsAndCloses() throws Exception {
        ConfigurableApplicationContext context = TestApplication.start(TestDatabase.H2.newUrl());
        context.getBean(Orders.class).record();
        DataSource pool = context.getBean(DataSource.class);
        context.close();
        assertThatThrownBy(pool::getConnection).hasMessageContaining("closed");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("execution-sessions"));
    }

    @Test
    void aDisabledStarter_hasNoBeans() throws Exception {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WithoutSessions.class)
                .web(WebApplicationType.NONE)
                .properties("spring.datasource.url=" + TestDatabase.H2.newUrl(), "execution-sessions.enabled=false")
                .run()) {
            assertThat(context.getBeanNamesForType(ExecutionSessions.class)).isEmpty();
            assertThat(context.getBeanDefinitionNames()).noneMatch(name -> name.startsWith("executionSessions"));
        }
    }

    @Test
    void theTables_areWhereThePropertiesSay() throws Exception {
        String url = TestDatabase.H2.newUrl();
        try (ConfigurableApplicationContext context =
                TestApplication.start(url, "execution-sessions.schema.table-prefix=app_")) {
            context.getBean(Orders.class).record();
            assertThat(context.getBean(JdbcTemplate.class)
                            .queryForObject("select count(*) from app_execution_session", Integer.class))
                    .isEqualTo(1);
        }
        assertThatThrownBy(() -> TestApplication.start(url, "execution-sessions.schema.migrate=false"))
                .hasRootCauseMessage("the schema of the database lacks the migrations "
                        + "V1__sessions_results_details_selections.sql, V2__idempotency_keys.sql, V3__tasks.sql, "
                        + "V4__script_logs.sql, V5__node_heartbeats.sql, V6__changes.sql, V8__notifications.sql, V9__id_locks.sql; run the statements of SchemaScript or of the command schema, or let the store migrate");
    }

    @Test
    void aPolicyOfTheApplication_isUsed() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(TestDatabase.H2.newUrl(), ReadOnly.class)) {
            Orders orders = context.getBean(Orders.class);
            assertThatThrownBy(orders::record).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void theHealthIndicator_isUp() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(TestDatabase.H2.newUrl())) {
            Object indicator = context.getBean("executionSessionsHealthIndicator");
            // Its type has another name in each version of Spring Boot.
            var health = Stream.of(indicator.getClass().getInterfaces())
                    .filter(type -> type.getSimpleName().equals("HealthIndicator"))
                    .findFirst()
                    .orElseThrow()
                    .getMethod("health");
            assertThat(health.invoke(indicator)).hasToString("UP {}");
        }
    }

    /** The registry is that of Actuator. */
    @Test
    void commits_areMeasured() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(TestDatabase.H2.newUrl())) {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBean(Orders.class).record();
            assertThat(registry.get("execution.sessions.commit").timer().count())
                    .isPositive();
            assertThat(registry.get("execution.sessions.commit.batch.size")
                            .summary()
                            .totalAmount())
                    .isPositive();
            assertThat(registry.get("execution.sessions.writes.queued").gauge().value())
                    .isZero();
        }
    }

    @Test
    void theHealthIndicator_canBeDisabled() throws Exception {
        for (String property : List.of(
                "management.health.execution-sessions.enabled=false", "management.health.defaults.enabled=false")) {
            try (ConfigurableApplicationContext context =
                    TestApplication.start(TestDatabase.H2.newUrl(), property)) {
                assertThat(context.containsBean("executionSessionsHealthIndicator"))
                        .as(property)
                        .isFalse();
            }
        }
    }

    @Test
    void theContract_isServedOnAPortOfItsOwn() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(
                TestDatabase.H2.newUrl(), "execution-sessions.http.enabled=true", "execution-sessions.http.port=0")) {
            int port = context.getBean(HttpServerLifecycle.class).port();
            HttpResponse<String> created = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/qrs/executionsession"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(context.getBean(Orders.class).sessions()).hasSize(1);
        }
    }

    @Test
    void healthChecks_haveAPortOfTheirOwnIfItIsSet() throws Exception {
        String[] properties = {"execution-sessions.http.enabled=true", "execution-sessions.http.port=0"};
        try (ConfigurableApplicationContext context = TestApplication.start(TestDatabase.H2.newUrl(), properties)) {
            assertThat(context.getBean(HttpServerLifecycle.class).adminPort()).isEmpty();
        }
        try (ConfigurableApplicationContext context = TestApplication.start(
                TestDatabase.H2.newUrl(), properties[0], properties[1], "execution-sessions.http.admin-port=0")) {
            HttpServerLifecycle server = context.getBean(HttpServerLifecycle.class);
            int port = server.adminPort().orElseThrow();
            assertThat(port).isNotEqualTo(server.port());
            HttpResponse<String> health = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(health.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPoolWithoutAFreeConnection_isNamed() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(
                TestDatabase.H2.newUrl(),
                "spring.datasource.hikari.maximum-pool-size=2",
                "spring.datasource.hikari.pool-name=orders",
                "spring.datasource.hikari.connection-timeout=250")) {
            Orders orders = context.getBean(Orders.class);
            DataSource pool = context.getBean(DataSource.class);
            try (Connection one = pool.getConnection();
                    Connection other = pool.getConnection()) {
                assertThat(one).isNotSameAs(other);
                assertThatExceptionOfType(OverloadedException.class)
                        .isThrownBy(orders::record)
                        .withMessageContaining("all connections of the pool orders are in use");
            }
            assertThat(orders.record()).isNotNull();
        }
    }

    /** Editors show the properties from this file. */
    @Test
    void propertiesOfTheHttpServer_areInTheMetadata() throws Exception {
        String metadata = "";
        for (URL file : Collections.list(
                StarterTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream content = file.openStream()) {
                metadata += new String(content.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        for (String name : List.of("enabled", "host", "port", "base-path", "admin-port")) {
            assertThat(metadata).contains("\"name\": \"execution-sessions.http." + name + "\"");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithoutSessions {}

    @Configuration(proxyBeanMethods = false)
    static class ReadOnly {

        @Bean
        AccessPolicy policy() {
            return (caller, entity) -> EnumSet.of(Privilege.READ);
        }
    }
}
