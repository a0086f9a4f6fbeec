package org.executionsession.domain.query.text;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.jspecify.annotations.Nullable;

/** Parses orders (contract, part 2.3): {@code prop[ asc| desc][, prop[ asc| desc]]...}, in any letter case. */
public final class OrderByParser {

    /** The maximum number of sort keys. */
    public static final int MAX_KEYS = 20;

    private static final String REJECTION = "Cannot parse the order";

    private static final Pattern WORD = Pattern.compile("\\S+");

    private OrderByParser() {}

    /**
     * Parses an order.
     *
     * @param <E> the entity
     * @param text the order; null or blank for none
     * @param properties the properties that the order can name; not null
     * @return the sort keys, the most significant first; empty for none
     * @throws InvalidQueryException when the text breaks a rule; it has the position and the rule
     */
    public static <E> List<SortKey<E>> parse(@Nullable String text, QueryableProperties<E> properties) {
        requireNonNull(properties, "properties");
        List<SortKey<E>> keys = new ArrayList<>();
        if (text == null || text.isBlank()) {
            return keys;
        }
        int start = 0;
        while (start <= text.length()) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            if (keys.size() == MAX_KEYS) {
                throw QuerySyntaxError.at(REJECTION, text, start, "there must not be more than " + MAX_KEYS + " keys");
            }
            keys.add(key(text, start, end, properties));
            start = end + 1;
        }
        return keys;
    }

    private static <E> SortKey<E> key(String text, int start, int end, QueryableProperties<E> properties) {
        Matcher words = WORD.matcher(text).region(start, end);
        if (!words.find()) {
            throw QuerySyntaxError.at(REJECTION, text, start, "expected the name of a property");
        }
        Property<E> property = property(text, words, properties);
        boolean descending = words.find() && isDescending(text, words);
        if (words.find()) {
            throw QuerySyntaxError.at(
                    REJECTION,
                    text,
                    words.start(),
                    "expected ',' or the end, but found " + QueryMessages.quoted(words.group()));
        }
        return new SortKey<>(property, descending);
    }

    private static <E> Property<E> property(String text, Matcher word, QueryableProperties<E> properties) {
        Property<E> property = properties
                .find(word.group())
                .orElseThrow(() -> QuerySyntaxError.at(
                        REJECTION, text, word.start(), PropertyPath.unknown(word.group(), properties)));
        if (property.toMany()) {
            throw QuerySyntaxError.at(REJECTION, text, word.start(), QueryMessages.severalValues(property));
        }
        return property;
    }

    private static boolean isDescending(String text, Matcher word) {
        if (word.group().equalsIgnoreCase("desc")) {
            return true;
        }
        if (word.group().equalsIgnoreCase("asc")) {
            return false;
        }
        throw QuerySyntaxError.at(
                REJECTION,
                text,
                word.start(),
                "expected 'asc', 'desc', ',' or the end, but found " + QueryMessages.quoted(word.group()));
    }
}
