package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.NOW;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.junit.jupiter.api.Test;

/** Tests selections. */
interface SelectionsContract extends TestedStore {

    @Test
    default void selection_isFoundUnchanged() {
        Selection.Item twice = new Selection.Item("executionSession", UUID.randomUUID());
        Selection selection = selection(
                NOW.plusSeconds(60),
                List.of(twice, new Selection.Item("ExecutionResult.Detail", UUID.randomUUID()), twice));
        addSelection(selection, NOW);
        assertThat(selections().find(selection.id())).contains(selection);
        assertThat(selections().find(UUID.randomUUID())).isEmpty();
    }

    @Test
    default void selection_canHaveNoItemsOrVeryMany() {
        Selection empty = selection(NOW.plusSeconds(60), List.of());
        Selection large = selection(
                NOW.plusSeconds(60),
                Stream.generate(() -> new Selection.Item("ExecutionSession", UUID.randomUUID()))
                        .limit(100_000)
                        .toList());
        addSelection(empty, NOW);
        addSelection(large, NOW);
        assertThat(selections().find(empty.id())).contains(empty);
        assertThat(selections().find(large.id())).contains(large);
    }

    @Test
    default void selection_isGoneWhenRemoved() {
        Selection selection = selection(NOW.plusSeconds(60), List.of());
        addSelection(selection, NOW);
        assertThat(selections().delete(selection.id(), NOW)).isTrue();
        assertThat(selections().find(selection.id())).isEmpty();
        assertThat(selections().delete(selection.id(), NOW)).isFalse();
    }

    @Test
    default void selection_thatHasExpiredIsRemovedWhenAnotherIsAdded() {
        Selection first = selection(NOW.plusMillis(1), List.of());
        Selection second = selection(NOW.plusMillis(2), List.of());
        addSelection(first, NOW);
        addSelection(second, NOW);
        assertThat(selections().find(first.id())).contains(first);

        Selection third = selection(NOW.plusSeconds(60), List.of());
        addSelection(third, NOW.plusMillis(1));
        assertThat(selections().find(first.id())).isEmpty();
        assertThat(selections().find(second.id())).contains(second);
        assertThat(selections().find(third.id())).contains(third);
        assertThat(selections().delete(first.id(), NOW)).isFalse();
    }

    @Test
    default void selection_thatHasExpiredIsRemovedAmongVeryMany() {
        List<Selection> expired = Stream.generate(() -> selection(NOW.plusMillis(1), List.of()))
                .limit(250)
                .toList();
        expired.forEach(selection -> addSelection(selection, NOW));
        for (int others = 0; others < 10; others++) {
            addSelection(selection(NOW.plusSeconds(60), List.of()), NOW.plusMillis(1));
        }
        assertThat(expired)
                .allSatisfy(selection ->
                        assertThat(selections().find(selection.id())).isEmpty());
    }

    @Test
    default void selection_thatHasExpiredIsRemovedWithoutANewOne() {
        List<Selection> expired = Stream.generate(() -> selection(NOW.plusMillis(1), List.of()))
                .limit(150)
                .toList();
        expired.forEach(selection -> addSelection(selection, NOW));
        Selection kept = selection(NOW.plusSeconds(60), List.of());
        addSelection(kept, NOW);
        while (storeUnderTest().removeExpired(NOW.plusMillis(1)) > 0) {
            // Each call removes one batch.
        }
        assertThat(expired)
                .allSatisfy(selection ->
                        assertThat(selections().find(selection.id())).isEmpty());
        assertThat(selections().find(kept.id())).contains(kept);
    }

    /** Removes the selections of other tests and returns the current time. */
    private Instant withoutSelections() {
        while (storeUnderTest().removeExpired(NOW.plus(Duration.ofDays(1))) > 0) {
            // Each call removes one batch.
        }
        return NOW;
    }

    private static Selection of(String owner, int items, Instant now) {
        return selection(
                        now.plusSeconds(60),
                        Collections.nCopies(items, new Selection.Item("ExecutionSession", UUID.randomUUID())))
                .toBuilder()
                .createdDate(now)
                .modifiedByUserName(owner)
                .owner(owner)
                .build();
    }

    @Test
    default void selections_beyondALimitAreRejectedUntilOthersExpire() {
        Instant now = withoutSelections();
        SelectionLimits limits = new SelectionLimits(3, 20, 5, 30);
        Function<Selection, Boolean> fits = selection -> {
            try {
                selections().add(selection, null, limits, now);
                return true;
            } catch (LimitExceededException rejected) {
                assertThat(selections().find(selection.id())).isEmpty();
                return false;
            }
        };
        assertThat(fits.apply(of("a", 10, now))).isTrue();
        assertThat(fits.apply(of("a", 11, now))).as("items of the caller").isFalse();
        assertThat(fits.apply(of("a", 10, now))).isTrue();
        assertThat(fits.apply(of("b", 11, now))).as("items of all").isFalse();
        assertThat(fits.apply(of("a", 0, now))).isTrue();
        assertThat(fits.apply(of("a", 0, now))).as("selections of the caller").isFalse();
        assertThat(fits.apply(of("b", 10, now))).isTrue();
        assertThat(fits.apply(of("c", 0, now))).isTrue();
        assertThat(fits.apply(of("d", 0, now))).as("selections of all").isFalse();
        Instant later = now.plusSeconds(60);
        Selection fitsLater = of("a", 20, later);
        selections().add(fitsLater, null, limits, later);
        assertThat(selections().find(fitsLater.id())).contains(fitsLater);
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> selections().add(of("a", 1, later), null, limits, later.plusSeconds(59)))
                .withMessageContaining("at most 20 items in the selections of one caller");
    }

    @Test
    default void selection_thatWasDeletedCountsForTheLimitsForAWhile() {
        Instant now = withoutSelections();
        SelectionLimits limits = new SelectionLimits(1, 10, 5, 30);
        Selection dropped = of("a", 10, now);
        selections().add(dropped, null, limits, now);
        assertThat(selections().delete(dropped.id(), now.plusSeconds(10))).isTrue();
        assertThat(selections().find(dropped.id())).isEmpty();
        assertThat(selections().delete(dropped.id(), now.plusSeconds(10))).isFalse();
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> selections().add(of("a", 1, now), null, limits, now.plusSeconds(9)));
        Selection next = of("a", 10, now.plusSeconds(10));
        selections().add(next, null, limits, now.plusSeconds(10));
        assertThat(selections().find(next.id())).contains(next);
        selections().delete(next.id(), now.plusSeconds(600));
        selections().add(of("a", 10, now.plusSeconds(70)), null, limits, now.plusSeconds(70));
    }

    @Test
    default void selection_thatIsRejectedDoesNotUseItsKey() {
        Instant now = withoutSelections();
        SelectionLimits limits = new SelectionLimits(1, 10, 5, 30);
        IdempotentRequest request = new IdempotentRequest(
                Fingerprint.of(UUID.randomUUID().toString()), Fingerprint.of("content"), now.plusSeconds(900));
        selections().add(of("a", 10, now), null, limits, now);
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> selections().add(of("a", 0, now), request, limits, now));
        assertThat(selections().findStoredResponse(request, now)).isEmpty();
        assertThat(selections().add(of("a", 0, now.plusSeconds(60)), request, limits, now.plusSeconds(60)))
                .isEmpty();
    }

    @Test
    default void concurrently_selectionsKeepTheLimits() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                Instant now = withoutSelections();
                SelectionLimits limits = new SelectionLimits(2, 10, 5, 30);
                List<Boolean> added = race.run(Collections.nCopies(
                        6,
                        Race.succeedsUnless(
                                LimitExceededException.class,
                                () -> selections().add(of("a", 1, now), null, limits, now))));
                assertThat(added).filteredOn(Boolean::booleanValue).hasSize(2);
            }
        }
    }

    static Selection selection(Instant expires, List<Selection.Item> items) {
        return Selection.builder()
                .id(UUID.randomUUID())
                .createdDate(NOW)
                .modifiedByUserName(JO.userName())
                .owner(JO.key())
                .expiresAt(expires)
                .items(items)
                .build();
    }
}
