package org.executionsession.domain.query.text;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Attribute;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.ValueKind;
import org.jspecify.annotations.Nullable;

/**
 * Parses filters (contract, part 2):
 *
 * <pre>
 * expr  := and ("or" and)*
 * and   := term ("and" term)*
 * term  := "(" expr ")" | path op value | path ("eq" | "ne") null
 * value := 'quoted' | bare
 * </pre>
 *
 * <p>Keywords, operators and names are not case-sensitive. A text must be quoted; every other value may be. In quotes,
 * {@code \'} is a quote and {@code \\} a backslash. A backslash before another character is literal, so that {@code
 * 'DIR\name'} needs no escape. In quotes, {@code ''} is a quote too: QRS rejects it, but clients send it and it is
 * unambiguous.
 *
 * <p>The parser reads the text once, from left to right. Limits on the length, the nesting and the number of
 * comparisons bound the cost of an untrusted filter.
 *
 * @param <E> the entity
 */
public final class FilterParser<E> {

    /**
     * The maximum length. It is enough for the maximum number of comparisons of any property with an id;
     * percent-encoded, they fit into the default limit of a request's path, query and headers.
     */
    public static final int MAX_LENGTH = 60_000;

    /** The deepest nesting of parentheses. */
    public static final int MAX_DEPTH = 50;

    /** The maximum number of comparisons. */
    public static final int MAX_COMPARISONS = 500;

    /** The unquoted keyword; in quotes it is an ordinary text. */
    private static final String NULL = "null";

    private static final String REJECTION = "Cannot parse the expression";

    /** The message of QRS for an empty group (contract, part 5.4). */
    private static final String EMPTY_GROUP = "Invalid expression";

    private static final Set<String> UNSUPPORTED = Set.of("not", "empty", "me");

    private final String text;
    private final QueryableProperties<E> properties;

    /** The current token. */
    private Token token;

    private int comparisons;

    private FilterParser(String text, QueryableProperties<E> properties) {
        this.text = text;
        this.properties = properties;
        this.token = tokenFrom(0);
    }

    /**
     * Parses a filter.
     *
     * @param <E> the entity
     * @param text the filter; null or blank matches every entity
     * @param properties the properties that the filter can name; not null
     * @return the filter
     * @throws InvalidQueryException when the text breaks a rule; it has the position and the rule
     */
    public static <E> Filter<E> parse(@Nullable String text, QueryableProperties<E> properties) {
        requireNonNull(properties, "properties");
        if (text == null || text.isBlank()) {
            return Filter.all();
        }
        if (text.length() > MAX_LENGTH) {
            throw new InvalidQueryException(REJECTION, "it is longer than " + MAX_LENGTH + " characters");
        }
        return new FilterParser<>(text, properties).whole();
    }

    private Filter<E> whole() {
        Filter<E> filter = expression(0);
        if (token.kind == Kind.CLOSE) {
            throw fault(token, "there is no '(' for this ')'");
        }
        if (token.kind != Kind.END) {
            throw expected("'and', 'or' or the end");
        }
        return filter;
    }

    private Filter<E> expression(int depth) {
        List<Filter<E>> alternatives = new ArrayList<>();
        alternatives.add(conjunction(depth));
        while (token.isWord("or")) {
            advance();
            alternatives.add(conjunction(depth));
        }
        return alternatives.size() == 1 ? alternatives.get(0) : new Filter.Or<>(alternatives);
    }

    private Filter<E> conjunction(int depth) {
        List<Filter<E>> conditions = new ArrayList<>();
        conditions.add(term(depth));
        while (token.isWord("and")) {
            advance();
            conditions.add(term(depth));
        }
        return conditions.size() == 1 ? conditions.get(0) : new Filter.And<>(conditions);
    }

    private Filter<E> term(int depth) {
        return token.kind == Kind.OPEN ? group(depth) : comparison();
    }

    private Filter<E> group(int depth) {
        Token open = token;
        if (depth == MAX_DEPTH) {
            throw fault(open, "parentheses must not be nested deeper than " + MAX_DEPTH);
        }
        advance();
        if (token.kind == Kind.CLOSE) {
            throw QuerySyntaxError.at(EMPTY_GROUP, text, open.start, "the parentheses are empty");
        }
        Filter<E> filter = expression(depth + 1);
        if (token.kind != Kind.CLOSE) {
            throw expected(
                    "'and', 'or' or the ')' for the '(' at character " + QuerySyntaxError.position(text, open.start));
        }
        advance();
        return filter;
    }

    private Filter<E> comparison() {
        Token start = token;
        Filter<E> comparison = isAssociation() ? associationComparison() : propertyComparison();
        comparisons++;
        if (comparisons > MAX_COMPARISONS) {
            throw fault(start, "there must not be more than " + MAX_COMPARISONS + " comparisons");
        }
        return comparison;
    }

    private boolean isAssociation() {
        return token.kind == Kind.WORD
                && properties.findAssociation(token.value).isPresent();
    }

    /** Parses the comparison of a reference or a list, which can only be compared with null. */
    private Filter<E> associationComparison() {
        Token start = token;
        Association<E> association = properties.findAssociation(start.value).orElseThrow();
        advance();
        Operator operator = Operator.of(token.value).orElse(null);
        if (token.kind == Kind.WORD && operator != null) {
            advance();
        }
        if (operator == null || !token.isWord(NULL)) {
            throw fault(
                    start,
                    "'" + association + "' can be compared only with null, by eq, ne; did you mean '" + association
                            + ".id'?");
        }
        return nullComparison(association, operator);
    }

    private Filter<E> propertyComparison() {
        Property<E> property = property();
        Operator operator = operator(property);
        return token.isWord(NULL)
                ? nullComparison(property, operator)
                : new Filter.Comparison<>(property, operator, value(property));
    }

    private Filter<E> nullComparison(Attribute<E> attribute, Operator operator) {
        if (operator != Operator.EQ && operator != Operator.NE) {
            throw fault(
                    token,
                    "with null, '" + attribute + "' can be compared by eq, ne, but not by '" + operator.symbol() + "'");
        }
        advance();
        return new Filter.NullComparison<>(attribute, operator);
    }

    private Property<E> property() {
        if (token.kind != Kind.WORD || token.isWord("and") || token.isWord("or")) {
            throw expected("the name of a property or '('");
        }
        Property<E> property = properties.find(token.value).orElseThrow(() -> {
            rejectUnsupported();
            return fault(token, PropertyPath.unknown(token.value, properties));
        });
        advance();
        return property;
    }

    private Operator operator(Property<E> property) {
        Set<Operator> allowed = property.kind().operators();
        String symbols = allowed.stream().map(Operator::symbol).collect(Collectors.joining(", "));
        if (token.kind != Kind.WORD) {
            throw expected("an operator for '" + property + "' (" + symbols + ")");
        }
        Operator operator = Operator.of(token.value).orElseThrow(() -> {
            rejectUnsupported();
            return expected("an operator for '" + property + "' (" + symbols + ")");
        });
        if (!allowed.contains(operator)) {
            throw fault(
                    token,
                    "'" + property + "' can be compared by " + symbols + ", but not by '" + operator.symbol() + "'");
        }
        advance();
        return operator;
    }

    private Object value(Property<E> property) {
        if (token.kind == Kind.WORD) {
            // Checked first, because otherwise the message would only call it a malformed value.
            rejectUnsupported();
        }
        if (token.kind != Kind.QUOTED && (token.kind != Kind.WORD || property.kind() == ValueKind.TEXT)) {
            throw expected(FilterValue.expected(property));
        }
        // A text that no store can hold must not reach the database: PostgreSQL fails on U+0000 even in a query
        // parameter.
        StorableText.violation(token.value, MAX_LENGTH).ifPresent(fault -> {
            throw fault(token, "the text " + fault);
        });
        Object value =
                FilterValue.read(property, token.value).orElseThrow(() -> expected(FilterValue.expected(property)));
        advance();
        return value;
    }

    private void rejectUnsupported() {
        if (UNSUPPORTED.contains(token.value.toLowerCase(Locale.ROOT))) {
            throw fault(token, "the keyword " + QueryMessages.quoted(token.value) + " is not supported");
        }
    }

    private InvalidQueryException expected(String what) {
        return fault(token, "expected " + what + ", but found " + token.shown());
    }

    private InvalidQueryException fault(Token where, String message) {
        return QuerySyntaxError.at(REJECTION, text, where.start, message);
    }

    private void advance() {
        token = tokenFrom(token.end);
    }

    private Token tokenFrom(int from) {
        int start = from;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        if (start == text.length()) {
            return new Token(Kind.END, "", start, start);
        }
        return switch (text.charAt(start)) {
            case '(' -> new Token(Kind.OPEN, "(", start, start + 1);
            case ')' -> new Token(Kind.CLOSE, ")", start, start + 1);
            case '\'' -> quoted(start);
            case '"' ->
                throw QuerySyntaxError.at(
                        REJECTION, text, start, "values are put in single quotes, not in double ones");
            default -> word(start);
        };
    }

    private Token word(int start) {
        int end = start;
        while (end < text.length() && !endsWord(text.charAt(end))) {
            end++;
        }
        return new Token(Kind.WORD, text.substring(start, end), start, end);
    }

    private static boolean endsWord(char c) {
        return Character.isWhitespace(c) || c == '(' || c == ')' || c == '\'' || c == '"';
    }

    private Token quoted(int start) {
        StringBuilder value = new StringBuilder();
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (c == '\'' && next != '\'') {
                return new Token(Kind.QUOTED, value.toString(), start, i + 1);
            }
            boolean escapes = c == '\'' || c == '\\' && (next == '\'' || next == '\\');
            value.append(escapes ? next : c);
            i += escapes ? 1 : 0;
        }
        throw QuerySyntaxError.at(
                REJECTION, text, start, "the quote is not closed; in quotes, \\' is a quote and \\\\ a backslash");
    }

    private enum Kind {
        OPEN,
        CLOSE,
        WORD,
        QUOTED,
        END
    }

    /**
     * A token of the text.
     *
     * @param value the text of the token, without quotes and escapes
     * @param start the index of its first character
     * @param end the index after its last character
     */
    private record Token(Kind kind, String value, int start, int end) {

        boolean isWord(String keyword) {
            return kind == Kind.WORD && value.equalsIgnoreCase(keyword);
        }

        String shown() {
            return kind == Kind.END ? "the end" : QueryMessages.quoted(value);
        }
    }
}
