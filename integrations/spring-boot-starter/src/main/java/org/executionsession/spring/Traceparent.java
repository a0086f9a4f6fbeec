package org.executionsession.spring;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;

/** The header of W3C Trace Context, section 3.2. */
final class Traceparent {

    private Traceparent() {}

    /** Returns the header for the span of an observation; null if there is none. */
    static @Nullable String ofSpanIn(@Nullable TracingContext tracing) {
        return of(tracing == null ? null : tracing.getSpan());
    }

    /** Returns the header for a span; null if there is none. */
    static @Nullable String of(@Nullable Span span) {
        if (span == null || span.isNoop()) {
            return null;
        }
        TraceContext context = span.context();
        return "00-" + padded(context.traceId()) + '-' + context.spanId() + '-'
                + (Boolean.TRUE.equals(context.sampled()) ? "01" : "00");
    }

    /** Some tracers have trace ids of 64 bits. */
    private static String padded(String traceId) {
        return "0".repeat(Math.max(0, 32 - traceId.length())) + traceId;
    }
}
