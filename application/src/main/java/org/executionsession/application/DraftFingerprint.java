package org.executionsession.application;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.domain.model.OpenEnum;

/**
 * Drafts word by word: other words for all other drafts, the same ones again after a restart, and by a later version. A
 * record says how many of its components it names and a list how many parts it has, so that no text can pass for a part.
 * What is nothing, zero, false, an empty text or an empty list is not said, so that a component of a later version whose
 * default is one of these changes nothing about drafts that do not give it.
 */
final class DraftFingerprint {

    private DraftFingerprint() {}

    static Stream<String> of(List<? extends Record> drafts) {
        return list(drafts);
    }

    private static Stream<String> words(Object value) {
        if (value instanceof OpenEnum code) {
            return Stream.of(Integer.toString(code.number()));
        } else if (value instanceof Record said) {
            return record(said);
        } else if (value instanceof List<?> parts) {
            return list(parts);
        } else {
            // Texts, numbers, ids and dates: each is one word, and has the same one always.
            return Stream.of(value.toString());
        }
    }

    private static Stream<String> list(List<?> parts) {
        return Stream.concat(
                Stream.of(Integer.toString(parts.size())), parts.stream().flatMap(DraftFingerprint::words));
    }

    private static Stream<String> record(Record said) {
        List<Part> parts = Stream.of(said.getClass().getRecordComponents())
                .map(component -> new Part(component.getName(), value(component, said)))
                .filter(Part::isGiven)
                .toList();
        return Stream.concat(
                Stream.of(Integer.toString(parts.size())),
                parts.stream().flatMap(part -> Stream.concat(Stream.of(part.name()), words(part.value()))));
    }

    /** A component of a record. */
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
                return value != null && !Boolean.FALSE.equals(value);
            }
        }
    }

    private static Object value(RecordComponent component, Record said) {
        try {
            return component.getAccessor().invoke(said);
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            throw new IllegalStateException("the drafts are public, and only say what they hold", impossible);
        }
    }
}
