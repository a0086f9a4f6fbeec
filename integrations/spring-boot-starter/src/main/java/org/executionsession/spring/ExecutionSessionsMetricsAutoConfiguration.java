package org.executionsession.spring;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.recorder.ExecutionRecorder;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Meters of the store, with the names of those of the standalone server, and of the recorder. */
@AutoConfiguration(before = ExecutionSessionsAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnProperty(prefix = "execution-sessions", name = "enabled", havingValue = "true", matchIfMissing = true)
public class ExecutionSessionsMetricsAutoConfiguration {

    /** Measures commits; it is passed to the store when that is opened. */
    @Bean
    @ConditionalOnMissingBean(CommitListener.class)
    CommitMeters executionSessionsCommitMeters() {
        return new CommitMeters();
    }

    /** Counts the writes in the queue. */
    @Bean
    MeterBinder executionSessionsQueueMeters(ObjectProvider<JdbiExecutionSessionStore> stores) {
        return registry -> stores.ifUnique(store -> Gauge.builder(
                        "execution.sessions.writes.queued", store, JdbiExecutionSessionStore::queuedWrites)
                .description("Writes in the queue of the group commit")
                .register(registry));
    }

    /** Counts what the recorder has done. An execution that was dropped can still be stored, so this number can decrease. */
    @Bean
    MeterBinder executionSessionsRecorderMeters(ObjectProvider<ExecutionRecorder> recorders) {
        return registry -> recorders.ifUnique(recorder -> {
            FunctionCounter.builder(
                            "execution.sessions.recorder.recorded",
                            recorder,
                            counted -> counted.statistics().recorded())
                    .description("Executions whose end is stored")
                    .register(registry);
            FunctionCounter.builder(
                            "execution.sessions.recorder.superseded",
                            recorder,
                            counted -> counted.statistics().superseded())
                    .description("Executions that a client or another node has ended")
                    .register(registry);
            Gauge.builder(
                            "execution.sessions.recorder.dropped",
                            recorder,
                            counted -> counted.statistics().dropped())
                    .description("Executions that are not recorded, or not to their end")
                    .register(registry);
            Gauge.builder(
                            "execution.sessions.recorder.queued",
                            recorder,
                            counted -> counted.statistics().queued())
                    .description("Executions with changes that are not stored yet")
                    .register(registry);
        });
    }

    /** The time and the size of commits. Nothing is measured until there is a registry. */
    static final class CommitMeters implements CommitListener, MeterBinder {

        private volatile @Nullable Timer time;
        private volatile @Nullable DistributionSummary size;

        @Override
        public void bindTo(MeterRegistry registry) {
            time = Timer.builder("execution.sessions.commit")
                    .description("Time of a commit")
                    .register(registry);
            size = DistributionSummary.builder("execution.sessions.commit.batch.size")
                    .description("Writes in a commit")
                    .register(registry);
        }

        @Override
        public void committed(int writes, long nanos) {
            Timer timer = time;
            DistributionSummary summary = size;
            if (timer != null && summary != null) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
                summary.record(writes);
            }
        }

        @Override
        public void failed(Condition condition) {
            // The health indicator reports it.
        }
    }
}
