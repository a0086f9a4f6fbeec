package org.executionsession.domain.port.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.domain.port.outbound.Samples.JO;
import static org.executionsession.domain.port.outbound.Samples.NOW;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.Selection;
import org.junit.jupiter.api.Test;

/** How selections are kept. */
interface SelectionsContract extends StoreUnderTest {

    @Test
    default void selection_isFoundExactlyAsItWasAdded() {
        Selection.Item twice = new Selection.Item("executionSession", UUID.randomUUID());
        Selection selection = selection(
                NOW.plusSeconds(60),
                List.of(twice, new Selection.Item("ExecutionResult.Detail", UUID.randomUUID()), twice));
        selections().add(selection, NOW);
        assertThat(selections().find(selection.id())).contains(selection);
        assertThat(selections().find(UUID.randomUUID())).isEmpty();
    }

    @Test
    default void selection_mayBeOfNothingAndOfVeryMuch() {
        Selection empty = selection(NOW.plusSeconds(60), List.of());
        Selection large = selection(
                NOW.plusSeconds(60),
                Stream.generate(() -> new Selection.Item("ExecutionSession", UUID.randomUUID()))
                        .limit(100_000)
                        .toList());
        selections().add(empty, NOW);
        selections().add(large, NOW);
        assertThat(selections().find(empty.id())).contains(empty);
        assertThat(selections().find(large.id())).contains(large);
    }

    @Test
    default void selection_isGoneWhenRemoved() {
        Selection selection = selection(NOW.plusSeconds(60), List.of());
        selections().add(selection, NOW);
        assertThat(selections().remove(selection.id())).isTrue();
        assertThat(selections().find(selection.id())).isEmpty();
        assertThat(selections().remove(selection.id())).isFalse();
    }

    @Test
    default void selection_thatHasExpiredIsForgottenWhenAnotherOneIsAdded() {
        Selection first = selection(NOW.plusMillis(1), List.of());
        Selection second = selection(NOW.plusMillis(2), List.of());
        selections().add(first, NOW);
        selections().add(second, NOW);
        assertThat(selections().find(first.id())).contains(first);

        Selection third = selection(NOW.plusSeconds(60), List.of());
        selections().add(third, NOW.plusMillis(1));
        assertThat(selections().find(first.id())).isEmpty();
        assertThat(selections().find(second.id())).contains(second);
        assertThat(selections().find(third.id())).contains(third);
        assertThat(selections().remove(first.id())).isFalse();
    }

    @Test
    default void selection_thatHasExpiredIsForgottenAlsoAmongVeryMany() {
        List<Selection> expired = Stream.generate(() -> selection(NOW.plusMillis(1), List.of()))
                .limit(250)
                .toList();
        expired.forEach(selection -> selections().add(selection, NOW));
        for (int others = 0; others < 10; others++) {
            selections().add(selection(NOW.plusSeconds(60), List.of()), NOW.plusMillis(1));
        }
        assertThat(expired)
                .allSatisfy(selection ->
                        assertThat(selections().find(selection.id())).isEmpty());
    }

    static Selection selection(Instant expires, List<Selection.Item> items) {
        return new Selection(UUID.randomUUID(), NOW, JO.userName(), expires, items);
    }
}
