package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.query.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose a selection is, and how many a caller may have. */
class SelectionOwnerTest {

    private static final Caller JO = new Caller("ACME", "jo");
    private static final Caller MAX = new Caller("ACME", "max");

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:20:30.456Z"));
    private final InMemoryStore store = new InMemoryStore();

    private ExecutionSessions library(SelectionLimits limits) {
        return ExecutionSessions.builder(store)
                .clock(clock)
                .selectionLimits(limits)
                .build();
    }

    static Stream<Caller> others() {
        return Stream.of(
                MAX,
                Caller.SERVICE,
                new Caller("ACME", "j"),
                new Caller("ELSEWHERE", "jo"),
                // Letters that lower case or folding makes an ASCII letter of.
                new Caller("ACME", "j\u00f3"),
                new Caller("ACM\u0415", "jo"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void aSelection_isNotFoundByAnotherCaller(Caller other) {
        ExecutionSessions library = library(SelectionLimits.DEFAULT);
        ExecutionSession session = library.createExecutionSession()
                .create(ExecutionSessionDraft.builder().build(), JO);
        Selections selections = library.selections();
        UUID id = selections.selectSessions(Filter.all(), JO).id();
        for (BiConsumer<UUID, Caller> use : List.<BiConsumer<UUID, Caller>>of(
                selections::find,
                selections::delete,
                selections::endSessions,
                selections::deleteResults,
                selections::deleteDetails)) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> use.accept(id, other))
                    .withMessage(new NotFoundException(id).getMessage());
        }
        assertThat(selections.find(id, JO).items()).hasSize(1);
        assertThat(library.findExecutionSessions().find(session.id(), JO)).isPresent();
    }

    @Test
    void aCallerInAnotherLetterCase_hasTheSameSelectionsAndLimits() {
        Selections selections = library(new SelectionLimits(2, 10, 10, 10)).selections();
        UUID id = selections.select(List.of(), JO).id();
        Caller upper = new Caller("acme", "JO");
        assertThat(selections.find(id, upper).id()).isEqualTo(id);
        selections.select(List.of(), upper);
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> selections.select(List.of(), new Caller("Acme", "Jo")));
        assertThat(selections.select(List.of(), MAX).items()).isEmpty();
    }

    @Test
    void aDeletedSelection_countsForTheLimitsForOneMinute() {
        Selections selections = library(new SelectionLimits(5, 10, 10, 100)).selections();
        List<Selection.Item> items = Stream.generate(
                        () -> new Selection.Item(EntityKind.SESSION.schemaPath(), UUID.randomUUID()))
                .limit(10)
                .toList();
        Selection first = selections.select(items, JO);
        selections.delete(first.id(), JO);
        assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> selections.select(items, JO));
        clock.pass(Duration.ofMinutes(1));
        assertThat(selections.select(items, JO).items()).hasSize(10);
    }

    @Test
    void anExpiredSelection_isPurgedWithoutANewSelection() {
        ExecutionSessions library = library(SelectionLimits.DEFAULT);
        library.selections().select(List.of(), JO, new IdempotencyKey("one"));
        library.selections().select(List.of(), JO);
        assertThat(library.purgeExpired().purge(() -> true)).isZero();
        clock.pass(Duration.ofHours(1));
        assertThat(library.purgeExpired().purge(() -> false)).isZero();
        assertThat(library.purgeExpired().purge(() -> true))
                .as("two selections and a key")
                .isEqualTo(3);
    }

    @Test
    void limitsOfZero_areRejected() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new SelectionLimits(0, 1, 1, 1));
    }
}
