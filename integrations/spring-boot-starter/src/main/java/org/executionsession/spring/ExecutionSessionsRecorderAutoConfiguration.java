package org.executionsession.spring;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.recorder.ExecutionRecorder;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;
import org.springframework.util.unit.DataSize;

/** Records the methods of the application that are {@code @Scheduled} or {@code @Async}. */
@AutoConfiguration(
        after = ExecutionSessionsAutoConfiguration.class,
        afterName = {
            // Spring Boot 3.5 and 4. They set the registry of the application for scheduled methods, also one that
            // observes nothing.
            "org.springframework.boot.actuate.autoconfigure.scheduling.ScheduledTasksObservabilityAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration"
        })
@ConditionalOnBean(ExecutionSessions.class)
@ConditionalOnProperty(prefix = "execution-sessions.recorder", name = "enabled", havingValue = "true")
public class ExecutionSessionsRecorderAutoConfiguration {

    /** The context closes it before the use cases. */
    @Bean
    @ConditionalOnMissingBean
    ExecutionRecorder executionRecorder(
            ExecutionSessions sessions,
            ExecutionSessionsProperties properties,
            ObjectProvider<Clock> clock,
            ObjectProvider<CurrentTraceparent> traceparent) {
        ExecutionSessionsProperties.Recorder settings = properties.recorder();
        ExecutionRecorder.Builder builder = ExecutionRecorder.builder(sessions).requireRecording(settings.required());
        Configured.property("execution-sessions.recorder.heartbeat", () -> builder.heartbeat(settings.heartbeat()));
        Configured.property("execution-sessions.recorder.max-queued", () -> builder.maxQueued(settings.maxQueued()));
        DataSize maxQueuedBytes = settings.maxQueuedBytes();
        if (maxQueuedBytes != null) {
            Configured.property(
                    "execution-sessions.recorder.max-queued-bytes",
                    () -> builder.maxQueuedBytes(maxQueuedBytes.toBytes()));
        }
        if (settings.nodeName() != null) {
            builder.nodeName(settings.nodeName());
        }
        clock.ifUnique(builder::clock);
        traceparent.ifUnique(builder::traceparent);
        return builder.build();
    }

    /** Observes the scheduled methods with the registry of the application, if it has one. */
    @Bean
    @ConditionalOnProperty(
            prefix = "execution-sessions.recorder",
            name = "scheduled",
            havingValue = "true",
            matchIfMissing = true)
    SchedulingConfigurer executionSessionsScheduledMethodRecorder(
            ExecutionRecorder recorder,
            ObjectProvider<ObservationRegistry> registries,
            ObjectProvider<TraceContexts> traceContexts) {
        ScheduledMethodRecorder handler =
                new ScheduledMethodRecorder(recorder, traceContexts.getIfAvailable(TraceContexts::none));
        ObservationRegistry ofApplication = registries.getIfUnique();
        ObservationRegistry registry =
                ofApplication == null || ofApplication.isNoop() ? ObservationRegistry.create() : ofApplication;
        registry.observationConfig()
                .observationPredicate((name, context) -> {
                    if (context instanceof ScheduledTaskObservationContext method) {
                        handler.beforeStart(method);
                    }
                    return true;
                })
                .observationHandler(handler);
        return tasks -> tasks.setObservationRegistry(registry);
    }

    @Bean
    @ConditionalOnBean(AsyncAnnotationBeanPostProcessor.class)
    @ConditionalOnProperty(
            prefix = "execution-sessions.recorder",
            name = "async",
            havingValue = "true",
            matchIfMissing = true)
    static AsyncMethodRecorder executionSessionsAsyncMethodRecorder(ObjectProvider<ExecutionRecorder> recorder) {
        return new AsyncMethodRecorder(recorder::getObject);
    }

    /** Finds the trace context of an observation. */
    interface TraceContexts extends Function<Observation.Context, @Nullable String> {

        static TraceContexts none() {
            return context -> null;
        }
    }

    /** Finds the trace context of the calling thread. */
    interface CurrentTraceparent extends Supplier<@Nullable String> {}

    /** Only if the application traces. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(TracingContext.class)
    static class Tracing {

        /** The tracer is needed when a job starts, not before. */
        @Bean
        CurrentTraceparent executionSessionsCurrentTraceparent(ObjectProvider<Tracer> tracers) {
            return () -> {
                Tracer tracer = tracers.getIfUnique();
                return tracer == null ? null : Traceparent.of(tracer.currentSpan());
            };
        }

        @Bean
        TraceContexts executionSessionsTraceContexts() {
            return context -> Traceparent.ofSpanIn(context.get(TracingContext.class));
        }
    }
}
