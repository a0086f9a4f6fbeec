package org.executionsession.http.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The members of a JSON object (RFC 8259, part 4), looked up by their names in any letter case. A value is null, a
 * {@link String}, a {@link Boolean}, a {@link Long}, {@link StrictJsonParser#OTHER_NUMBER}, a {@link List} of values, or members.
 */
public final class JsonMembers {

    /** Fewer are found sooner by looking through them: nearly all objects of the contract. */
    private static final int FEW = 24;

    private final List<String> names = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private Map<String, Integer> places;
    private List<String> twins = List.of();

    /** Adds the name of a member, whose value is to be added next; false when there is one with exactly this name. */
    public boolean addName(String name) {
        int place = place(name);
        if (place >= 0) {
            if (names.get(place).equals(name)) {
                return false;
            }
            twins = twins.isEmpty() ? new ArrayList<>() : twins;
            twins.add(name);
        }
        names.add(name);
        if (places != null) {
            places.putIfAbsent(name, names.size() - 1);
        } else if (names.size() > FEW) {
            places = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 0; i < names.size(); i++) {
                places.putIfAbsent(names.get(i), i);
            }
        }
        return true;
    }

    /** Adds the value of the member whose name was added last. */
    public void addValue(Object value) {
        values.add(value);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** The value of a member; null when there is none, or when it is null. */
    Object get(String name) {
        int place = place(name);
        return place < 0 ? null : values.get(place);
    }

    /** These members with the values of others in the place of those with the same names; what only the others have is left out. */
    public JsonMembers with(JsonMembers others) {
        JsonMembers members = new JsonMembers();
        for (int i = 0; i < names.size(); i++) {
            int place = others.place(names.get(i));
            members.addName(names.get(i));
            members.addValue(place < 0 ? values.get(i) : others.values.get(place));
        }
        return members;
    }

    /** The names of members that came before in different letter case, in their order. */
    List<String> twins() {
        return twins;
    }

    private int place(String name) {
        if (places != null) {
            return places.getOrDefault(name, -1);
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }
}
