package org.executionsession.domain.query.text;

import static java.util.Objects.requireNonNull;

import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;

/**
 * Wording that all messages about queries share; also for parsers outside this package, such as the one for the tables
 * of QRS.
 */
public final class QueryMessages {

    private static final int SHOWN = 40;

    private QueryMessages() {}

    /**
     * Quotes a word from a request: shortened, and without control characters and unpaired surrogates, which do not
     * belong in JSON or logs.
     *
     * @param word the word; not null
     * @return at most 43 characters
     */
    public static String quoted(String word) {
        int[] characters = requireNonNull(word, "word")
                .codePoints()
                .limit(SHOWN + 1L)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '\ufffd' : c)
                .toArray();
        String start = new String(characters, 0, Math.min(characters.length, SHOWN));
        return "'" + start + (characters.length > SHOWN ? "…" : "") + "'";
    }

    /**
     * Returns the message for an unknown property, without a search for similar paths, which takes a large part of a millisecond.
     *
     * @param path the path; not null
     * @param properties the queryable properties; not null
     * @return the message
     */
    public static String noProperty(String path, QueryableProperties<?> properties) {
        return "there is no property " + quoted(requireNonNull(path, "path")) + " of "
                + requireNonNull(properties, "properties").schemaPath() + " that can be queried";
    }

    /**
     * Returns the message for an unknown property, with the most similar path if there is one.
     *
     * @param path the path; not null
     * @param properties the queryable properties; not null
     * @param <E> the entity
     * @return the message
     */
    public static <E> String unknownProperty(String path, QueryableProperties<E> properties) {
        return PropertyPath.unknown(requireNonNull(path, "path"), requireNonNull(properties, "properties"));
    }

    /**
     * Returns the message for an order by a property with several values.
     *
     * @param property a property that leads through a list; not null
     * @return the message
     */
    public static String severalValues(Property<?> property) {
        return "'" + requireNonNull(property, "property") + "' has several values and cannot be ordered by";
    }

    /**
     * Returns a description of the values that a filter can compare a property with.
     *
     * @param property the property; not null
     * @return for example {@code a whole number}
     */
    public static String expectedValue(Property<?> property) {
        return FilterValue.expected(requireNonNull(property, "property"));
    }
}
