package org.executionsession.application;

import java.util.List;
import java.util.stream.Stream;
import org.executionsession.domain.query.Filter;

/**
 * A filter word by word: other words for every other filter, the same ones again after a restart. Each part says how many
 * parts it has, so that no text that is searched for can pass for a part.
 */
final class FilterFingerprint {

    private FilterFingerprint() {}

    static Stream<String> of(Filter<?> filter) {
        if (filter instanceof Filter.And<?> and) {
            return all("and", and.filters());
        } else if (filter instanceof Filter.Or<?> or) {
            return all("or", or.filters());
        } else if (filter instanceof Filter.OneOf<?> oneOf) {
            // A set has another order after each restart.
            return said(
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
        return said(name, parts.size(), parts.stream().flatMap(FilterFingerprint::of));
    }

    private static Stream<String> said(String name, int parts, Stream<String> words) {
        return Stream.concat(Stream.of(name, Integer.toString(parts)), words);
    }
}
