package org.executionsession.domain.query.text;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;

/** Advice on a path that leads to no property. */
final class PropertyPath {

    /** Beyond the longest path of a catalogue nothing can be near; it also bounds the work of looking for it. */
    private static final int LONGEST = 80;

    private PropertyPath() {}

    /** Why there is no such property, with the nearest one when one is near. */
    static <E> String unknown(String path, QueryableProperties<E> properties) {
        String fault = "there is no property " + QueryMessages.quoted(path) + " of "
                + properties.kind().schemaPath() + " that can be queried";
        return fault
                + nearest(path, properties)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("");
    }

    private static <E> Optional<String> nearest(String path, QueryableProperties<E> properties) {
        if (path.isEmpty() || path.length() > LONGEST) {
            return Optional.empty();
        }
        Optional<Property<E>> idOfReference = properties.find(path + ".id");
        if (idOfReference.isPresent()) {
            return idOfReference.map(Property::path);
        }
        String sought = path.toLowerCase(Locale.ROOT);
        return properties.properties().stream()
                .map(Property::path)
                .filter(known -> isNear(sought, known.toLowerCase(Locale.ROOT)))
                .min(Comparator.comparingInt(known -> distance(sought, known.toLowerCase(Locale.ROOT))));
    }

    /** Misspelt, or without the way to it. */
    private static boolean isNear(String sought, String known) {
        return distance(sought, known) <= sought.length() / 3 || known.endsWith("." + sought);
    }

    /** The Levenshtein distance: how many letters must be changed, left out or put in. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
