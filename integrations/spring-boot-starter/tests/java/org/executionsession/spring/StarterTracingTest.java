package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.time.Duration;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.executionsession.recorder.support.History;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Tests an application that traces. */
class StarterTracingTest {

    @Configuration
    static class Application {

        @Bean
        Tracer tracer() {
            return new SimpleTracer();
        }
    }

    /** An application whose scheduled method opens the scope of its observation again, as the propagation of contexts does. */
    @Configuration
    @EnableScheduling
    static class Scheduling extends Application {

        @Bean
        DefaultTracingObservationHandler tracingHandler(Tracer tracer) {
            return new DefaultTracingObservationHandler(tracer);
        }

        @Bean
        Jobs jobs(ObservationRegistry registry) {
            return new Jobs(registry);
        }
    }

    record Jobs(ObservationRegistry registry) {

        @Scheduled(fixedDelay = Integer.MAX_VALUE)
        public void scheduled() {
            registry.getCurrentObservation().scoped(() -> report("within"));
            report("after");
        }

        private static void report(String message) {
            ExecutionRecorder.current().ifPresent(execution -> execution.progress(message));
        }
    }

    @Test
    void aScheduledMethod_hasTheTraceContextOfItsObservation_howeverManyScopesItOpens() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(
                TestDatabase.H2.newUrl(), Scheduling.class, "execution-sessions.recorder.enabled=true")) {
            History history = new History(context.getBean(ExecutionSessions.class));
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (history.runs().isEmpty() || history.running() > 0) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
            assertThat(history.runs()).singleElement().satisfies(run -> assertThat(run.messages())
                    .satisfiesExactly(
                            trace -> assertThat(trace).startsWith("traceparent 00-"),
                            within -> assertThat(within).isEqualTo("within"),
                            after -> assertThat(after).isEqualTo("after")));
        }
    }

    @Test
    void aJob_hasTheTraceContextOfTheThreadInWhichItStarts() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(
                TestDatabase.H2.newUrl(), Application.class, "execution-sessions.recorder.enabled=true")) {
            ExecutionRecorder recorder = context.getBean(ExecutionRecorder.class);
            Tracer tracer = context.getBean(Tracer.class);
            Span span = tracer.nextSpan().start();
            try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
                assertThat(scope).isNotNull();
                recorder.run(new JobId("test", "job"), () -> 1);
            }
            span.end();
            assertThat(recorder.awaitEnd(Duration.ofMinutes(1))).isTrue();
            assertThat(new History(context.getBean(ExecutionSessions.class)).runs())
                    .singleElement()
                    .satisfies(run -> assertThat(run.messages())
                            .singleElement()
                            .asString()
                            .startsWith("traceparent 00-")
                            .contains(span.context().traceId()));
        }
    }
}
