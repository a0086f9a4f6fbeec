package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The known values of one enumeration and their names.
 *
 * @param <C> the enumeration
 */
public final class KnownValues<C extends OpenEnum> {

    private final Map<Integer, String> nameByNumber = new LinkedHashMap<>();
    private final Map<String, C> codeByName = new HashMap<>();

    private KnownValues() {}

    @SafeVarargs
    static <C extends OpenEnum> KnownValues<C> of(Map.Entry<String, C>... known) {
        KnownValues<C> values = new KnownValues<>();
        for (Map.Entry<String, C> entry : known) {
            values.nameByNumber.put(entry.getValue().number(), entry.getKey());
            values.codeByName.put(caseless(entry.getKey()), entry.getValue());
        }
        return values;
    }

    /**
     * Looks a value up by its name.
     *
     * @param name the contract's name, in any letter case; not null
     * @return empty when no known value has this name
     */
    public Optional<C> named(String name) {
        requireNonNull(name, "name");
        return Optional.ofNullable(codeByName.get(caseless(name)));
    }

    /**
     * Looks a name up by its number.
     *
     * @param number the number on the wire
     * @return empty when no known value has this number
     */
    public Optional<String> nameOf(int number) {
        return Optional.ofNullable(nameByNumber.get(number));
    }

    /**
     * Returns all known values.
     *
     * @return number to name, by ascending number; a copy
     */
    public Map<Integer, String> names() {
        return new LinkedHashMap<>(nameByNumber);
    }

    private static String caseless(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
