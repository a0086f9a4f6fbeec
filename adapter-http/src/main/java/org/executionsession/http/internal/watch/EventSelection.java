package org.executionsession.http.internal.watch;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.http.internal.json.ProblemException;

/**
 * What a stream has.
 *
 * @param filters the filter of each kind of entity that it has
 */
public record EventSelection(Map<EntityKind, EventFilter<?>> filters) {

    /** The kinds of which there are events. */
    static final Set<EntityKind> KINDS = Set.of(EntityKind.SESSION, EntityKind.RESULT, EntityKind.TASK);

    private static final List<EntityKind> ORDER = List.of(EntityKind.SESSION, EntityKind.RESULT, EntityKind.TASK);

    /**
     * Selects the entities of one kind.
     *
     * @param filter the text of a filter; blank for all
     * @throws InvalidQueryException if the filter is not valid
     */
    public static EventSelection of(EntityKind kind, String filter, UseCases useCases) {
        return new EventSelection(Map.of(kind, filter(EventKind.of(kind, useCases), filter)));
    }

    /**
     * Selects entities of several kinds. A filter applies to those kinds that have all of its properties.
     *
     * @param types the names of the kinds, with commas between them; blank for all
     * @param filter the text of a filter; blank for all
     * @throws InvalidQueryException if the filter is not valid for any kind
     * @throws ProblemException if a type is unknown
     */
    public static EventSelection of(String types, String filter, UseCases useCases) {
        Map<EntityKind, EventFilter<?>> filters = new EnumMap<>(EntityKind.class);
        List<InvalidQueryException> failures = new ArrayList<>();
        List<EventKind<?>> kinds = kinds(types, useCases);
        for (EventKind<?> kind : kinds) {
            try {
                filters.put(kind.kind(), filter(kind, filter));
            } catch (InvalidQueryException notOfKind) {
                failures.add(notOfKind);
                filters.put(kind.kind(), kind.all());
            }
        }
        if (failures.size() == kinds.size()) {
            throw failures.get(0);
        }
        return new EventSelection(filters);
    }

    /** Returns how many comparisons a change needs at most. */
    int comparisons() {
        return filters.values().stream()
                .mapToInt(EventFilter::comparisons)
                .max()
                .orElse(0);
    }

    /** Returns whether a change can take long to compare: whether there is a text to compare, or a number of comparisons is exceeded. */
    boolean isCostly(long maxComparisons) {
        return comparisons() > maxComparisons || filters.values().stream().anyMatch(EventFilter::comparesText);
    }

    private static EventFilter<?> filter(EventKind<?> kind, String filter) {
        return filter.isBlank() ? kind.all() : kind.parse(filter);
    }

    private static List<EventKind<?>> kinds(String types, UseCases useCases) {
        Map<String, EventKind<?>> known = new LinkedHashMap<>();
        for (EntityKind kind : ORDER) {
            EventKind<?> each = EventKind.of(kind, useCases);
            known.put(each.typeName(), each);
        }
        if (types.isBlank()) {
            return List.copyOf(known.values());
        }
        List<EventKind<?>> kinds = new ArrayList<>();
        for (String type : types.split(",", -1)) {
            EventKind<?> kind = known.get(type.strip().toLowerCase(Locale.ROOT));
            if (kind == null) {
                throw new ProblemException(
                        400,
                        "types must be a list of " + known.keySet().stream().collect(Collectors.joining(", "))
                                + ", with commas between them");
            }
            kinds.add(kind);
        }
        return kinds.stream().distinct().toList();
    }
}
