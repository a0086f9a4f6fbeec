package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.port.outbound.TaskFunction;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Tests what the application prints when it does not start. */
class StarterConfigurationTest {

    private static ApplicationContextRunner application(Class<?>... beans) throws Exception {
        return new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withUserConfiguration(Application.class)
                .withUserConfiguration(beans)
                .withPropertyValues("spring.datasource.url=" + TestDatabase.H2.newUrl());
    }

    /** Returns the analysis, as Spring Boot finds it. */
    private static FailureAnalysis analysis(ApplicationContextRunner application) {
        List<FailureAnalysis> found = new ArrayList<>();
        application.run(context -> {
            Throwable failure = context.getStartupFailure();
            assertThat(failure).as("the application does not start").isNotNull();
            SpringFactoriesLoader.forDefaultResourceLocation()
                    .load(FailureAnalyzer.class, (type, name, needsArguments) -> {})
                    .stream()
                    .filter(analyzer -> analyzer.getClass().getName().startsWith("org.executionsession."))
                    .map(analyzer -> analyzer.analyze(failure))
                    .filter(Objects::nonNull)
                    .forEach(found::add);
        });
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void aValueThatIsNotValid_isNamedByItsProperty() throws Exception {
        for (String property : List.of(
                "execution-sessions.max-queued-writes=0",
                "execution-sessions.schema.table-prefix=a-b",
                "execution-sessions.housekeeping.interval=0s",
                "execution-sessions.recorder.heartbeat=-1s",
                "execution-sessions.recorder.max-queued=0",
                "execution-sessions.recorder.max-queued-bytes=0")) {
            String name = property.substring(0, property.indexOf('='));
            FailureAnalysis analysis = analysis(
                    application().withPropertyValues("execution-sessions.recorder.enabled=true", property));
            assertThat(analysis.getDescription()).as(property).contains("execution-sessions.");
            assertThat(analysis.getAction())
                    .as(property)
                    .contains("Correct the property")
                    .contains(name.substring(name.lastIndexOf('.')));
        }
    }

    @Test
    void tablesThatAreMissing_haveARemedy() throws Exception {
        FailureAnalysis analysis =
                analysis(application().withPropertyValues("execution-sessions.schema.migrate=false"));
        assertThat(analysis.getDescription())
                .startsWith("The store of execution sessions cannot be opened: ")
                .contains("lacks the migrations");
        assertThat(analysis.getAction()).startsWith("Set execution-sessions.schema.migrate to true");
        FailureAnalysis elsewhere =
                analysis(application().withPropertyValues("execution-sessions.schema.name=nowhere"));
        assertThat(elsewhere.getDescription()).contains("there is no schema nowhere");
        assertThat(elsewhere.getAction()).contains("execution-sessions.schema.name");
    }

    @Test
    void aDatabaseThatDoesNotRespond_isNotBlamedOnTheSchema() throws Exception {
        FailureAnalysis analysis = analysis(application()
                .withPropertyValues(
                        "spring.datasource.url=jdbc:h2:tcp://127.0.0.1:1/orders",
                        "spring.flyway.enabled=false",
                        "spring.datasource.hikari.connection-timeout=250"));
        assertThat(analysis.getDescription())
                .startsWith("The store of execution sessions cannot be opened: ")
                .contains("the database cannot be reached");
        assertThat(analysis.getAction()).contains("spring.datasource.url").doesNotContain("schema");
    }

    @Test
    void aDatabaseThatCannotBeUsed_isNamedByItsProperty() throws Exception {
        FailureAnalysis analysis =
                analysis(application().withPropertyValues("execution-sessions.datasource.url=jdbc:other:history"));
        assertThat(analysis.getDescription()).contains("No suitable driver");
        assertThat(analysis.getAction()).contains("execution-sessions.datasource.url");
    }

    @Test
    void anEnabledHttpServerWithoutItsAdapter_isReported() throws Exception {
        FailureAnalysis analysis = analysis(application()
                .withClassLoader(new FilteredClassLoader("org.executionsession.http"))
                .withPropertyValues("execution-sessions.http.enabled=true"));
        assertThat(analysis.getAction()).contains("org.executionsession:execution-sessions-adapter-http");
        application()
                .withClassLoader(new FilteredClassLoader("org.executionsession.http"))
                .run(context -> assertThat(context).hasSingleBean(ExecutionSessions.class));
    }

    @Test
    void anHttpServerForOtherMachinesWithoutAuthentication_isReported() throws Exception {
        FailureAnalysis analysis = analysis(application()
                .withPropertyValues("execution-sessions.http.enabled=true", "execution-sessions.http.host=0.0.0.0"));
        assertThat(analysis.getDescription()).contains("execution-sessions.http.host is 0.0.0.0");
    }

    @Test
    void severalBeansOfOneType_areReported() throws Exception {
        assertThat(analysis(application(TwoFunctions.class)).getDescription())
                .contains(TaskFunction.class.getName(), "one, two");
        assertThat(analysis(application(TwoPolicies.class)).getDescription())
                .contains(AccessPolicy.class.getName(), "strict, lenient");
        assertThat(analysis(application(FunctionAndExecutor.class)).getDescription())
                .contains("[executor]", "[function]");
    }

    @Test
    void ofSeveralFunctions_thePrimaryOneIsUsed() throws Exception {
        application(TwoFunctions.class, PrimaryFunction.class).run(context -> {
            assertThat(context).hasNotFailed();
            ExecutionSessions sessions = context.getBean(ExecutionSessions.class);
            var task = sessions.manageTasks().create(TaskDraft.builder().name("nightly").build(), Caller.SERVICE);
            assertThat(sessions.startTask().start(task.id(), Caller.SERVICE)).isPresent();
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    static class TwoFunctions {

        @Bean
        TaskFunction one() {
            return execution -> {};
        }

        @Bean
        TaskFunction two() {
            return execution -> {};
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryFunction {

        @Bean
        @Primary
        TaskFunction three() {
            return execution -> {};
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoPolicies {

        @Bean
        AccessPolicy strict() {
            return (caller, entity) -> java.util.EnumSet.noneOf(Privilege.class);
        }

        @Bean
        AccessPolicy lenient() {
            return AccessPolicy.OPEN;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FunctionAndExecutor {

        @Bean
        TaskFunction function() {
            return execution -> {};
        }

        @Bean
        TaskExecutor executor() {
            return new TaskExecutor() {
                @Override
                public void start(org.executionsession.domain.model.TaskRun run, org.executionsession.domain.model.Task task) {}

                @Override
                public void stop(org.executionsession.domain.model.TaskRun run, org.executionsession.domain.model.Task task) {}
            };
        }
    }
}
