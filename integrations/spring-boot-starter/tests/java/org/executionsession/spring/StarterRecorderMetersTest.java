package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Tests that the recorder can be observed. */
class StarterRecorderMetersTest {

    private static final JobId JOB = new JobId("test", "job");

    @Test
    void executions_areCounted() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(
                TestDatabase.H2.newUrl(), "execution-sessions.recorder.enabled=true")) {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            ExecutionRecorder recorder = context.getBean(ExecutionRecorder.class);
            recorder.run(JOB, () -> 1);
            recorder.close();
            recorder.run(JOB, () -> 2);
            assertThat(registry.get("execution.sessions.recorder.recorded")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("execution.sessions.recorder.superseded")
                            .functionCounter()
                            .count())
                    .isZero();
            assertThat(registry.get("execution.sessions.recorder.dropped")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("execution.sessions.recorder.queued").gauge().value())
                    .isZero();
        }
    }

    @Test
    void withoutARecorder_thereAreNoMetersOfIt() throws Exception {
        try (ConfigurableApplicationContext context = TestApplication.start(TestDatabase.H2.newUrl())) {
            assertThat(context.getBean(MeterRegistry.class)
                            .find("execution.sessions.recorder.recorded")
                            .meter())
                    .isNull();
        }
    }
}
