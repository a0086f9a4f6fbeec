package org.executionsession.application;

import java.util.List;
import java.util.stream.Stream;
import org.executionsession.domain.query.Filter;

/**
 * Converts a filter to a sequence of words for a fingerprint. Different filters have different words; equal filters have the
 * same words, also after a restart. Each group begins with the number of its parts, so that a text in a filter cannot be
 * mistaken for a part.
 */
final class FilterFingerprint {

    private FilterFingerprint() {}

    static Stream<String> of(Filter<?> filter) {
        if (filter instanceof Filter.And<?> and) {
            return all("and", and.filters());
        } else if (filter instanceof Filter.Or<?> or) {
            return all("or", or.filters());
        } else if (filter instanceof Filter.OneOf<?> oneOf) {
            // The iteration order of a set may change with each restart.
            return encoded(
                    "one of",
                    oneOf.ids().size(),
                    oneOf.ids().stream().map(Object::toString).sorted());
        } else if (filter instanceof Filter.NullComparison<?> comparison) {
            return Stream.of(
                    "null comparison",
                    comparison.attribute().path(),
                    comparison.operator().symbol());
        } else {
            Filter.Comparison<?> comparison = (Filter.Comparison<?>) filter;
            return Stream.of(
                    "comparison",
                    comparison.property().path(),
                    comparison.operator().symbol(),
                    comparison.value().toString());
        }
    }

    private static <E> Stream<String> all(String name, List<Filter<E>> parts) {
        return encoded(name, parts.size(), parts.stream().flatMap(FilterFingerprint::of));
    }

    private static Stream<String> encoded(String name, int parts, Stream<String> words) {
        return Stream.concat(Stream.of(name, Integer.toString(parts)), words);
    }
}
