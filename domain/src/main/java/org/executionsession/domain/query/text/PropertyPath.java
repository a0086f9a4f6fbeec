package org.executionsession.domain.query.text;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;

/** Messages for unknown property paths, with suggestions. */
final class PropertyPath {

    /**
     * The maximum length of a path to find suggestions for. No property has a longer path; the limit also bounds the
     * cost of the search.
     */
    private static final int LONGEST = 80;

    private PropertyPath() {}

    /** Returns the message for an unknown property, with the most similar one if there is one. */
    static <E> String unknown(String path, QueryableProperties<E> properties) {
        return QueryMessages.noProperty(path, properties)
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

    /** Returns whether a path is misspelt, or lacks its leading segments. */
    private static boolean isNear(String sought, String known) {
        int max = sought.length() / 3;
        // The distance is at least the difference of the lengths, and takes much longer to find.
        boolean isMisspelt = Math.abs(sought.length() - known.length()) <= max && distance(sought, known) <= max;
        return isMisspelt || known.endsWith("." + sought);
    }

    /** Returns the Levenshtein distance: the number of insertions, deletions and substitutions. */
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
