package org.executionsession.storecontract.support;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.AppAvailabilityStatus;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.SchedulerReference;
import org.executionsession.domain.model.StreamReference;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskOperational;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.model.TaskType;
import org.instancio.Random;
import org.instancio.junit.GivenProvider;
import org.jspecify.annotations.Nullable;

/**
 * Random valid drafts for property-based tests. Edge cases are frequent: missing values, the first and the last date,
 * unknown enumeration numbers, maximum numbers, and texts with quotes, backslashes, control characters and many
 * scripts.
 */
public final class ArbitraryDrafts {

    private static final List<Instant> EDGE_DATES = List.of(
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59.999Z"),
            Instant.parse("1582-10-10T12:00:00Z"),
            Instant.parse("1752-12-31T23:59:59.999Z"),
            Instant.parse("1753-01-01T00:00:00.001Z"),
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.parse("2026-03-29T01:30:00Z"),
            Instant.parse("2026-10-25T01:30:00.500Z"));

    private static final List<String> EDGE_TEXTS = List.of(
            "",
            " ",
            "DIR\\user",
            "it's",
            "\"quoted\"",
            "%_\\'--;",
            "\u0001\t\r\n\u001f\u007f\u0085\u2028\ufeff\uffff",
            "Größe ЖЗ 漢字 עברית",
            "\ud83d\ude00\udbff\udfff",
            "İıßſK",
            "null");

    private final Random random;

    /**
     * Creates a generator of drafts.
     *
     * @param random the random source; the same seed gives the same drafts
     */
    public ArbitraryDrafts(Random random) {
        this.random = random;
    }

    /**
     * Returns a random draft.
     *
     * @return a valid draft
     */
    public ExecutionSessionDraft draft() {
        return ExecutionSessionDraft.builder()
                .id(orNull(this::id))
                .executingNode(orNull(() -> new SchedulerReference(orNull(this::id))))
                .executionResult(orNull(this::result))
                .abortAt(orNull(this::date))
                .abortReason(orNull(() -> new AbortReason(number(3))))
                .reloadTask(orNull(this::taskReference))
                .userSyncTask(orNull(this::taskReference))
                .externalProgramTask(orNull(this::taskReference))
                .retries(count())
                .user(orNull(() -> text(1_000)))
                .app(orNull(this::app))
                .build();
    }

    /**
     * Returns a random draft of a task.
     *
     * @return a valid draft, whose name is not empty
     */
    public TaskDraft task() {
        return TaskDraft.builder()
                .id(orNull(this::id))
                .name("x" + text(999))
                .taskType(new TaskType(number(4)))
                .enabled(random.trueOrFalse())
                .taskSessionTimeout(count())
                .maxRetries(random.intRange(0, TaskDraft.RETRIES_MAX))
                .manuallyTriggered(random.trueOrFalse())
                .app(orNull(this::app))
                .nextExecution(orNull(this::date))
                .webhookUrl(text(1_000))
                .build();
    }

    private ExecutionResult result() {
        return ExecutionResult.builder()
                .id(orNull(this::id))
                .executingNodeName(orNull(() -> text(1_000)))
                .status(orNull(() -> new TaskExecutionStatus(number(14))))
                .startTime(orNull(this::date))
                .stopTime(orNull(this::date))
                .duration(random.oneOf(-1, 1) * count())
                .fileReferenceId(orNull(this::id))
                .scriptLogAvailable(random.trueOrFalse())
                .scriptLogLocation(orNull(() -> text(ExecutionResult.LOCATION_MAX)))
                .scriptLogSize(random.trueOrFalse() ? count() : Long.MAX_VALUE)
                .details(orNull(() -> Stream.generate(this::detail)
                        .limit(random.intRange(0, 5))
                        .toList()))
                .build();
    }

    private ExecutionResultDetail detail() {
        return new ExecutionResultDetail(
                orNull(this::id),
                new DetailsType(number(2)),
                text(ExecutionResultDetail.MESSAGE_MAX),
                orNull(this::date));
    }

    private TaskReference taskReference() {
        return new TaskReference(
                orNull(this::id),
                text(1_000),
                new TaskType(number(3)),
                random.trueOrFalse(),
                count(),
                count(),
                orNull(() -> new TaskOperational(orNull(this::id), orNull(this::result), orNull(this::date))));
    }

    private AppReference app() {
        return new AppReference(
                orNull(this::id),
                text(1_000),
                text(1_000),
                orNull(this::date),
                random.trueOrFalse(),
                orNull(() -> new StreamReference(orNull(this::id), text(1_000))),
                text(1_000),
                text(1_000),
                new AppAvailabilityStatus(number(5)));
    }

    private UUID id() {
        return new UUID(random.longRange(Long.MIN_VALUE, Long.MAX_VALUE), random.longRange(1, Long.MAX_VALUE));
    }

    private Instant date() {
        return random.intRange(0, 3) == 0
                ? random.oneOf(EDGE_DATES)
                : Instant.ofEpochMilli(random.longRange(-62_135_596_800_000L, 253_402_300_799_999L));
    }

    private int number(int lastKnown) {
        return random.intRange(0, 4) == 0
                ? random.oneOf(Integer.MIN_VALUE, -1, lastKnown + 1, Integer.MAX_VALUE)
                : random.intRange(0, lastKnown);
    }

    private int count() {
        return random.oneOf(0, 1, random.intRange(0, Integer.MAX_VALUE), Integer.MAX_VALUE);
    }

    private String text(int max) {
        return switch (random.intRange(0, 9)) {
            case 0, 1, 2, 3 -> random.oneOf(EDGE_TEXTS);
            case 4 -> "x".repeat(max);
            default -> random.alphanumeric(random.intRange(0, 40));
        };
    }

    private <T> @Nullable T orNull(Supplier<T> value) {
        return random.intRange(0, 3) == 0 ? null : value.get();
    }

    /** Injects a draft into a parameter of a test: {@code @Defaults(ArbitraryDrafts.Provider.class)}. */
    public static final class Provider implements GivenProvider {

        /** Called by the test engine. */
        public Provider() {}

        @Override
        public Object provide(ElementContext context) {
            return new ArbitraryDrafts(context.random()).draft();
        }
    }
}
