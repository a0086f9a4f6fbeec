package org.executionsession.bootstrap;

import java.time.Duration;
import org.executionsession.http.config.WatchConfig;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The limits of requests that wait for a change, and of streams of events. */
final class WatchOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    private Integer maxWaits;
    private Integer maxWaitsPerCaller;
    private Integer maxEventStreams;
    private Integer maxEventStreamsPerCaller;

    @Option(
            names = "--max-wait",
            paramLabel = "DURATION",
            converter = MaxWaitConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_WAIT:-60s}",
            description =
                    "The maximum time that a request with Prefer: wait waits; 0 switches waits off (default: 60s).")
    private Duration maxWait;

    @Option(
            names = "--event-heartbeat",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "${env:EXECUTION_SESSIONS_EVENT_HEARTBEAT:-15s}",
            description = "The interval of heartbeats of event streams (default: 15s).")
    private Duration heartbeat;

    /** Parses a duration, or zero. */
    static final class MaxWaitConverter implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String value) {
            return value.matches("0[dhms]?") ? Duration.ZERO : new DurationConverter().convert(value);
        }
    }

    WatchConfig.Builder config() {
        return WatchConfig.builder()
                .maxWait(maxWait)
                .maxWaits(maxWaits)
                .maxWaitsPerCaller(maxWaitsPerCaller)
                .maxEventStreams(maxEventStreams)
                .maxEventStreamsPerCaller(maxEventStreamsPerCaller)
                .heartbeat(heartbeat);
    }

    @Option(
            names = "--max-waits",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_WAITS}",
            description = "The maximum number of requests that wait; more get 503 (default: half of the connections).")
    private void setMaxWaits(Integer value) {
        maxWaits = checked("--max-waits", value);
    }

    @Option(
            names = "--max-waits-per-caller",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_WAITS_PER_CALLER}",
            description = "The maximum number of requests of one caller that wait; more get 429"
                    + " (default: seven eighths of all).")
    private void setMaxWaitsPerCaller(Integer value) {
        maxWaitsPerCaller = checked("--max-waits-per-caller", value);
    }

    @Option(
            names = "--max-event-streams",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_EVENT_STREAMS}",
            description = "The maximum number of event streams; more get 503 (default: a quarter of the connections).")
    private void setMaxEventStreams(Integer value) {
        maxEventStreams = checked("--max-event-streams", value);
    }

    @Option(
            names = "--max-event-streams-per-caller",
            paramLabel = "NUMBER",
            defaultValue = "${env:EXECUTION_SESSIONS_MAX_EVENT_STREAMS_PER_CALLER}",
            description = "The maximum number of event streams of one caller; more get 429"
                    + " (default: seven eighths of all).")
    private void setMaxEventStreamsPerCaller(Integer value) {
        maxEventStreamsPerCaller = checked("--max-event-streams-per-caller", value);
    }

    private Integer checked(String option, Integer value) {
        return value == null ? null : OptionRange.checked(mixee.commandLine(), option, value, 1, 1_000_000);
    }
}
