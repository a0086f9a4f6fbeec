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
 * Reads the properties of an object in a request body. Names are case-insensitive, as in the .NET server that defines
 * the contract. Absent and null are the same; unknown properties are ignored. Errors are collected, so that the
 * response reports all of them; an invalid property reads as absent.
 */
public final class JsonReader {

    /** The maximum number of reported errors, so that the response is not many times the size of the body. */
    public static final int MAX_ERRORS = 1_000;

    private final String pointer;
    private final JsonMembers properties;
    private final Body body;
    private boolean hasOtherProperties;

    /** What all objects of a body share. */
    private static final class Body {

        private final List<Problem.FieldError> errors = new ArrayList<>();
        private int elements;

        private void addError(Problem.FieldError error) {
            if (errors.size() < MAX_ERRORS) {
                errors.add(error);
            }
        }
    }

    private JsonReader(String pointer, JsonMembers properties, Body body) {
        this.pointer = pointer;
        this.properties = properties;
        this.body = body;
        properties.duplicates().forEach(name -> addError(name, "is given twice, in different letter case"));
    }

    /** Reads the whole body; throws a problem with all errors, if there are any. */
    public static <T> T read(String what, Object body, Function<JsonReader, T> mapping) {
        Body read = new Body();
        T value = object("", body, read, mapping);
        reject(what, read);
        return value;
    }

    /**
     * Reads a body that is an array. An array longer than {@code max} is not read. Pointers of errors begin with the
     * index.
     */
    public static <T> List<T> readAll(String what, Object body, int max, Function<JsonReader, T> mapping) {
        Body read = new Body();
        List<T> values = List.of();
        if (body instanceof List<?> list && list.size() <= max) {
            values = elements("", list, read, mapping);
        } else {
            read.addError(new Problem.FieldError("", "must be an array of at most " + max + " elements"));
        }
        reject("a list, each element " + what, read);
        return values;
    }

    private static void reject(String what, Body read) {
        if (!read.errors.isEmpty()) {
            throw new ProblemException(400, "the body does not have the form of " + what, read.errors);
        }
    }

    public String text(String name) {
        return scalar(name, "must be a string", value -> value instanceof String text ? text : null);
    }

    /** Reads a required string. */
    public String requiredText(String name) {
        if (!has(name)) {
            addError(name, "is required");
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

    /** Reads an id; the empty string is no id (contract, part 5.1). */
    UUID id(String name) {
        if ("".equals(properties.get(name))) {
            hasOtherProperties |= !name.equals("id");
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
            // Reported below.
        }
        addError(name, "must be a date, such as 2000-01-23T04:56:07.000Z");
        return null;
    }

    /**
     * Reads an enumeration value by number or name. The empty object, as in the example of the specification, is none
     * (contract, part 7.3).
     */
    <C extends OpenEnum> C code(String name, KnownValues<C> known, IntFunction<C> ofNumber) {
        Object value = properties.get(name);
        if (value == null || value instanceof JsonMembers object && object.isEmpty()) {
            return null;
        }
        hasOtherProperties = true;
        C code = value instanceof String text ? known.named(text).orElse(null) : code(integer(value), ofNumber);
        if (code == null) {
            addError(
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
     * Returns whether only the id is present among the properties read so far: then the object is a reference to a
     * stored entity. Unread properties do not count: those that the server sets, privileges and unknown ones.
     */
    boolean isReference() {
        return !hasOtherProperties && properties.get("id") != null;
    }

    /** Returns whether a property other than the id is present among those read so far. */
    boolean saysMoreThanTheId() {
        return hasOtherProperties;
    }

    private Object read(String name) {
        Object value = properties.get(name);
        hasOtherProperties |= value != null && !name.equals("id");
        return value;
    }

    /** Returns whether a property is present. */
    public boolean has(String name) {
        return properties.get(name) != null;
    }

    /** Returns the parsed value of a property, see {@link JsonMembers}; null if it is absent. */
    public Object value(String name) {
        return properties.get(name);
    }

    /** Returns whether a property is present and an object. */
    boolean holdsObject(String name) {
        return properties.get(name) instanceof JsonMembers;
    }

    /** Reads an object; null if it is absent. */
    public <T> T object(String name, Function<JsonReader, T> mapping) {
        Object value = read(name);
        return value == null ? null : object(at(name), value, body, mapping);
    }

    public <T> List<T> list(String name, Function<JsonReader, T> mapping) {
        Object value = read(name);
        if (value instanceof List<?> array) {
            return elements(at(name), array, body, mapping);
        }
        if (value != null) {
            addError(name, "must be an array");
        }
        return List.of();
    }

    /**
     * Reads an array whose length a later check limits. A longer one is read up to the first element beyond the limit, so that the check finds
     * it.
     *
     * @param max the maximum length
     * @param maxOfBody the maximum length of all such arrays of the body together; beyond it, the body is rejected
     */
    <T> List<T> listUpTo(String name, int max, int maxOfBody, Function<JsonReader, T> mapping) {
        Object value = read(name);
        if (!(value instanceof List<?> array)) {
            return list(name, mapping);
        }
        List<?> first = array.subList(0, Math.min(array.size(), max + 1));
        boolean isRejected = body.elements > maxOfBody;
        body.elements += first.size();
        if (body.elements <= maxOfBody) {
            return elements(at(name), first, body, mapping);
        }
        if (!isRejected) {
            addError(name, "must have at most " + maxOfBody + " elements, together with those of the whole body");
        }
        return List.of();
    }

    private static <T> List<T> elements(String pointer, List<?> array, Body body, Function<JsonReader, T> mapping) {
        List<T> elements = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            T element = object(pointer + "/" + i, array.get(i), body, mapping);
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** Reads a required array; an array outside the length limits is not read. */
    public <T> List<T> list(String name, int min, int max, Function<JsonReader, T> mapping) {
        Object value = properties.get(name);
        if (value == null || value instanceof List<?> array && (array.size() < min || array.size() > max)) {
            addError(name, "must be an array of " + min + " to " + max + " elements");
            return List.of();
        }
        return list(name, mapping);
    }

    private static <T> T object(String pointer, Object value, Body body, Function<JsonReader, T> mapping) {
        if (value instanceof JsonMembers members) {
            return mapping.apply(new JsonReader(pointer, members, body));
        }
        body.addError(new Problem.FieldError(pointer, "must be an object"));
        return null;
    }

    private <T> T scalar(String name, String rule, Function<Object, T> reading) {
        Object value = read(name);
        if (value == null) {
            return null;
        }
        T read = reading.apply(value);
        if (read == null) {
            addError(name, rule);
        }
        return read;
    }

    private String at(String name) {
        return pointer + "/" + name;
    }

    /** Reports an error of a property that the caller of this class has found. */
    public void addError(String name, String message) {
        body.addError(new Problem.FieldError(pointer + Problem.FieldError.token(name), message));
    }
}
