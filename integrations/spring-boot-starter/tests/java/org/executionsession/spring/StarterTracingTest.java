package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
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

/** Tests an application that traces. */
class StarterTracingTest {

    @Configuration
    static class Application {

        @Bean
        Tracer tracer() {
            return new SimpleTracer();
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
