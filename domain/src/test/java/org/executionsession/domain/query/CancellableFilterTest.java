package org.executionsession.domain.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests long filters, which fold a value once and can be cancelled between two comparisons. */
class CancellableFilterTest {

    private static final int MANY = 100;

    /** The actions for the cancellation of a read. */
    private final List<Runnable> registered = new ArrayList<>();

    private final CancellationSignal signal = action -> {
        registered.add(action);
        return () -> registered.remove(action);
    };

    private static Property<List<String>> texts(Function<List<String>, Stream<Object>> values) {
        return new Property<>("texts", ValueKind.TEXT, null, EntityKind.RESULT, "texts", Property.Values.many(values));
    }

    private static Filter<List<String>> searches(Property<List<String>> property, int number) {
        return new Filter.Or<>(IntStream.range(0, number)
                .<Filter<List<String>>>mapToObj(i -> new Filter.Comparison<>(property, Operator.SO, "nothing " + i))
                .toList());
    }

    @ParameterizedTest
    @EnumSource(
            value = Operator.class,
            names = {"EQ", "NE", "SW", "EW", "SO"})
    void aLongFilter_matchesWhatItsComparisonsMatch(Operator operator) {
        Property<List<String>> property = texts(values -> values.stream().map(Object.class::cast));
        for (String sought : List.of("", "NIGHT", "night", "of", "Sales", "s", "STRASSE", "stra\u00dfe", "\u0399")) {
            Filter<List<String>> comparison = new Filter.Comparison<>(property, operator, sought);
            for (List<String> texts : List.of(
                    List.<String>of(),
                    List.of(""),
                    List.of("Night of Sales", "other"),
                    List.of("sales"),
                    List.of("Stra\u00dfe", "\u03b9"))) {
                boolean expected = comparison.matches(texts);
                Filter<List<String>> any = comparison.or(searches(property, MANY));
                Filter<List<String>> all =
                        comparison.and(searches(property, MANY).or(Filter.all()));
                assertThat(any.matches(texts)).as("%s of %s", any, texts).isEqualTo(expected);
                assertThat(new CancellableFilter<>(any, signal).test(texts)).isEqualTo(expected);
                assertThat(new CancellableFilter<>(all, signal).test(texts)).isEqualTo(expected);
                assertThat(new CancellableFilter<>(comparison, signal).test(texts))
                        .isEqualTo(expected);
            }
        }
        assertThat(registered).isEmpty();
    }

    /** Folded for each comparison, texts of a megabyte took seconds. */
    @Test
    void aLongFilter_readsTheValuesOnce() {
        AtomicInteger reads = new AtomicInteger();
        Property<List<String>> property = texts(values -> {
            reads.incrementAndGet();
            return values.stream().map(Object.class::cast);
        });
        assertThat(searches(property, MANY).matches(List.of("Sales"))).isFalse();
        assertThat(reads).hasValue(1);
        assertThat(new CancellableFilter<>(searches(property, MANY), signal).test(List.of("Sales")))
                .isFalse();
        assertThat(reads).hasValue(2);
    }

    @Test
    void aLongFilter_isCancelledBetweenTwoComparisons() {
        AtomicInteger reads = new AtomicInteger();
        List<Filter<List<String>>> comparisons = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Property<List<String>> property = texts(values -> {
                if (reads.incrementAndGet() == 3) {
                    List.copyOf(registered).forEach(Runnable::run);
                }
                return values.stream().map(Object.class::cast);
            });
            comparisons.add(new Filter.Comparison<>(property, Operator.EQ, "Sales"));
        }
        CancellableFilter<List<String>> filter = new CancellableFilter<>(new Filter.And<>(comparisons), signal);
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> filter.test(List.of("sales")));
        assertThat(reads).hasValue(3);
        assertThat(registered).isEmpty();
    }
}
