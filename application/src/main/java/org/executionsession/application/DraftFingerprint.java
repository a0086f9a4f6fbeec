package org.executionsession.application;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.domain.model.OpenEnum;
import org.jspecify.annotations.Nullable;

/**
 * Converts drafts to a sequence of words for a fingerprint. Different drafts have different words. Equal drafts have the same
 * words, also after a restart and in later versions.
 *
 * <p>A record begins with the number of its components and a list with the number of its elements, so that a text cannot be
 * mistaken for a component. Components that are null, zero, false, an empty text or an empty list are left out. So a later
 * version can add a component with such a default without changing the words of drafts that do not set it.
 */
final class DraftFingerprint {

    private DraftFingerprint() {}

    static Stream<String> of(List<? extends Record> drafts) {
        return list(drafts);
    }

    private static Stream<String> words(Object value) {
        if (value instanceof OpenEnum code) {
            return Stream.of(Integer.toString(code.number()));
        } else if (value instanceof Record draft) {
            return record(draft);
        } else if (value instanceof List<?> parts) {
            return list(parts);
        } else {
            // Texts, numbers, ids and dates: one word each, which is the same in every version.
            return Stream.of(value.toString());
        }
    }

    private static Stream<String> list(List<?> parts) {
        return Stream.concat(
                Stream.of(Integer.toString(parts.size())), parts.stream().flatMap(DraftFingerprint::words));
    }

    private static Stream<String> record(Record draft) {
        List<Part> parts = Stream.of(draft.getClass().getRecordComponents())
                .flatMap(component ->
                        Stream.ofNullable(value(component, draft)).map(value -> new Part(component.getName(), value)))
                .filter(Part::isGiven)
                .toList();
        return Stream.concat(
                Stream.of(Integer.toString(parts.size())),
                parts.stream().flatMap(part -> Stream.concat(Stream.of(part.name()), words(part.value()))));
    }

    /** The name and value of a record component. */
    private record Part(String name, Object value) {

        boolean isGiven() {
            if (value instanceof OpenEnum code) {
                return code.number() != 0;
            } else if (value instanceof Number number) {
                return number.doubleValue() != 0;
            } else if (value instanceof List<?> parts) {
                return !parts.isEmpty();
            } else if (value instanceof String text) {
                return !text.isEmpty();
            } else {
                return !Boolean.FALSE.equals(value);
            }
        }
    }

    private static @Nullable Object value(RecordComponent component, Record draft) {
        try {
            return component.getAccessor().invoke(draft);
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            throw new IllegalStateException("the components of a draft can be read", impossible);
        }
    }
}
