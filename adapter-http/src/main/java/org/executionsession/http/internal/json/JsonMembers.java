package org.executionsession.http.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The members of a JSON object (RFC 8259, part 4), looked up by name, ignoring case. A value is null, a
 * {@link String}, a {@link Boolean}, a {@link Long}, {@link StrictJsonParser#OTHER_NUMBER}, a {@link List} of values,
 * or members.
 */
public final class JsonMembers {

    /** Up to this size, a linear search is faster than a map. Nearly all objects of the contract are smaller. */
    private static final int FEW = 24;

    private final List<String> names = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private Map<String, Integer> indexes;
    private List<String> duplicates = List.of();

    /** Adds the name of a member; its value is added next. Returns false if the same name, in the same case, exists. */
    public boolean addName(String name) {
        int index = index(name);
        if (index >= 0) {
            if (names.get(index).equals(name)) {
                return false;
            }
            duplicates = duplicates.isEmpty() ? new ArrayList<>() : duplicates;
            duplicates.add(name);
        }
        names.add(name);
        if (indexes != null) {
            indexes.putIfAbsent(name, names.size() - 1);
        } else if (names.size() > FEW) {
            indexes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 0; i < names.size(); i++) {
                indexes.putIfAbsent(names.get(i), i);
            }
        }
        return true;
    }

    /** Adds the value of the last added name. */
    public void addValue(Object value) {
        values.add(value);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** Returns the value of a member; null if it is absent or null. */
    Object get(String name) {
        int index = index(name);
        return index < 0 ? null : values.get(index);
    }

    /**
     * Returns these members with the values that {@code others} has for the same names. Names that only {@code
     * others} has are ignored.
     */
    public JsonMembers with(JsonMembers others) {
        JsonMembers members = new JsonMembers();
        for (int i = 0; i < names.size(); i++) {
            int index = others.index(names.get(i));
            members.addName(names.get(i));
            members.addValue(index < 0 ? values.get(i) : others.values.get(index));
        }
        return members;
    }

    /** Returns the names that repeat an earlier name in different case, in order. */
    List<String> duplicates() {
        return duplicates;
    }

    private int index(String name) {
        if (indexes != null) {
            return indexes.getOrDefault(name, -1);
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }
}
