package org.executionsession.http.internal.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.executionsession.domain.model.KnownValues;
import org.executionsession.domain.model.OpenEnum;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.domain.query.text.QrsDate;

/**
 * An object of a body, read property by property. Names count in any letter case, as they do for the .NET server whose
 * contract this is; absent and null are the same; unknown properties are ignored. Faults are gathered, so that a caller
 * is notified of all of them at once; what is at fault reads as not given.
 */
public final class JsonReader {

    /** A body of many small faults must not have a response that is many times its size. */
    public static final int MAX_FAULTS = 1_000;

    private final String pointer;
    private final JsonMembers properties;
    private final List<Problem.FieldError> faults;
    private boolean saysMore;

    private JsonReader(String pointer, JsonMembers properties, List<Problem.FieldError> faults) {
        this.pointer = pointer;
        this.properties = properties;
        this.faults = faults;
        properties.twins().forEach(name -> fault(name, "is given twice, in different letter case"));
    }

    /** Reads the whole body; throws a problem with all faults when there are any. */
    public static <T> T read(String what, Object body, Function<JsonReader, T> mapping) {
        List<Problem.FieldError> faults = new ArrayList<>();
        T value = object("", body, faults, mapping);
        reject(what, faults);
        return value;
    }

    /**
     * The same for a body that is a list, which is not read when it is longer than the most: the pointers of the faults begin
     * with the index.
     */
    public static <T> List<T> readAll(String what, Object body, int max, Function<JsonReader, T> mapping) {
        List<Problem.FieldError> faults = new ArrayList<>();
        List<T> values = List.of();
        if (body instanceof List<?> list && list.size() <= max) {
            values = elements("", list, faults, mapping);
        } else {
            note(new Problem.FieldError("", "must be an array of at most " + max + " elements"), faults);
        }
        reject("a list, each element " + what, faults);
        return values;
    }

    private static void reject(String what, List<Problem.FieldError> faults) {
        if (!faults.isEmpty()) {
            throw new ProblemException(400, "the body does not have the form of " + what, faults);
        }
    }

    public String text(String name) {
        return scalar(name, "must be a string", value -> value instanceof String text ? text : null);
    }

    /** A text that must be given. */
    public String requiredText(String name) {
        if (!has(name)) {
            fault(name, "must be given");
        }
        return text(name);
    }

    public boolean flag(String name) {
        Boolean flag = scalar(name, "must be true or false", value -> value instanceof Boolean given ? given : null);
        return flag != null && flag;
    }

    int integer(String name) {
        Integer number = scalar(name, "must be a whole number between -2147483648 and 2147483647", JsonReader::integer);
        return number == null ? 0 : number;
    }

    long longInteger(String name) {
        Long number = scalar(
                name,
                "must be a whole number between -9223372036854775808 and 9223372036854775807",
                value -> value instanceof Long whole ? whole : null);
        return number == null ? 0 : number;
    }

    /** An id; the empty string is none (contract, part 5.1). */
    UUID id(String name) {
        if ("".equals(properties.get(name))) {
            saysMore |= !name.equals("id");
            return null;
        }
        return scalar(
                name,
                "must be a GUID, such as 046b6c7f-0b8a-43b9-b35d-6489e6daee91",
                value -> value instanceof String text ? Guid.parse(text).orElse(null) : null);
    }

    public Instant date(String name) {
        Object value = read(name);
        if (value == null) {
            return null;
        }
        try {
            if (value instanceof String text) {
                return QrsDate.parse(text);
            }
        } catch (DateTimeException notADate) {
            // Told below, together with what is not even a text.
        }
        fault(name, "must be a date, such as 2000-01-23T04:56:07.000Z");
        return null;
    }

    /** A code, by number or name; the empty object of the specification's example is none (contract, part 7.3). */
    <C extends OpenEnum> C code(String name, KnownValues<C> known, IntFunction<C> ofNumber) {
        Object value = properties.get(name);
        if (value == null || value instanceof JsonMembers object && object.isEmpty()) {
            return null;
        }
        saysMore = true;
        C code = value instanceof String text ? known.named(text).orElse(null) : code(integer(value), ofNumber);
        if (code == null) {
            fault(
                    name,
                    "must be a number or one of "
                            + String.join(", ", known.names().values()));
        }
        return code;
    }

    private static <C> C code(Integer number, IntFunction<C> ofNumber) {
        return number == null ? null : ofNumber.apply(number);
    }

    private static Integer integer(Object value) {
        return value instanceof Long whole && whole == whole.intValue() ? whole.intValue() : null;
    }

    /**
     * Whether nothing but the id is given of all that was read before, so that this means what is recorded with it. What the
     * server says of an entity, privileges and what nobody knows are not read, and do not count.
     */
    boolean isReference() {
        return !saysMore && properties.get("id") != null;
    }

    /** Whether something is given of all that was read before, but for the id. */
    boolean saysMoreThanTheId() {
        return saysMore;
    }

    private Object read(String name) {
        Object value = properties.get(name);
        saysMore |= value != null && !name.equals("id");
        return value;
    }

    /** Whether a property is given. */
    public boolean has(String name) {
        return properties.get(name) != null;
    }

    /** A property as it was parsed, see {@link JsonMembers}; null when it is not given. */
    public Object value(String name) {
        return properties.get(name);
    }

    /** Whether a property is given, and an object. */
    boolean holdsObject(String name) {
        return properties.get(name) instanceof JsonMembers;
    }

    <T> T object(String name, Function<JsonReader, T> mapping) {
        Object value = read(name);
        return value == null ? null : object(at(name), value, faults, mapping);
    }

    public <T> List<T> list(String name, Function<JsonReader, T> mapping) {
        Object value = read(name);
        if (value instanceof List<?> array) {
            return elements(at(name), array, faults, mapping);
        }
        if (value != null) {
            fault(name, "must be an array");
        }
        return List.of();
    }

    private static <T> List<T> elements(
            String pointer, List<?> array, List<Problem.FieldError> faults, Function<JsonReader, T> mapping) {
        List<T> elements = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            T element = object(pointer + "/" + i, array.get(i), faults, mapping);
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** A list that must be given and whose length has bounds: beyond them it is not read. */
    public <T> List<T> list(String name, int min, int max, Function<JsonReader, T> mapping) {
        Object value = properties.get(name);
        if (value == null || value instanceof List<?> array && (array.size() < min || array.size() > max)) {
            fault(name, "must be an array of " + min + " to " + max + " elements");
            return List.of();
        }
        return list(name, mapping);
    }

    private static <T> T object(
            String pointer, Object value, List<Problem.FieldError> faults, Function<JsonReader, T> mapping) {
        if (value instanceof JsonMembers members) {
            return mapping.apply(new JsonReader(pointer, members, faults));
        }
        note(new Problem.FieldError(pointer, "must be an object"), faults);
        return null;
    }

    private <T> T scalar(String name, String rule, Function<Object, T> reading) {
        Object value = read(name);
        if (value == null) {
            return null;
        }
        T read = reading.apply(value);
        if (read == null) {
            fault(name, rule);
        }
        return read;
    }

    private String at(String name) {
        return pointer + "/" + name;
    }

    /** Notes a fault of a property that a caller of this class found. */
    public void fault(String name, String message) {
        note(new Problem.FieldError(pointer + Problem.FieldError.token(name), message), faults);
    }

    private static void note(Problem.FieldError fault, List<Problem.FieldError> faults) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(fault);
        }
    }
}
