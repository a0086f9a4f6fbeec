package org.executionsession.storecontract;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.ValueKind;
import org.executionsession.domain.query.text.QrsDate;
import org.instancio.Random;

/** Writes filters as callers may: in any letter case, with more blanks and parentheses than needed. */
final class FilterRendering {

    private final Random random;

    FilterRendering(Random random) {
        this.random = random;
    }

    String text(Filter<ExecutionSession> filter) {
        return blanks() + expression(filter) + blanks();
    }

    private String expression(Filter<ExecutionSession> filter) {
        if (filter instanceof Filter.And<ExecutionSession> and) {
            return joined(and.filters(), "and");
        }
        if (filter instanceof Filter.Or<ExecutionSession> or) {
            return or.filters().stream()
                    // An "and" in an "or" needs no parentheses.
                    .map(part -> part instanceof Filter.And && random.trueOrFalse() ? expression(part) : term(part))
                    .collect(Collectors.joining(" " + anyCase("or") + " "));
        }
        if (filter instanceof Filter.NullComparison<ExecutionSession> comparison) {
            return anyCase(comparison.attribute().path()) + " "
                    + anyCase(comparison.operator().symbol()) + " " + blanks() + anyCase("null");
        }
        return comparison((Filter.Comparison<ExecutionSession>) filter);
    }

    private String joined(List<Filter<ExecutionSession>> filters, String keyword) {
        return filters.stream().map(this::term).collect(Collectors.joining(" " + anyCase(keyword) + " "));
    }

    private String term(Filter<ExecutionSession> filter) {
        boolean isOne = filter instanceof Filter.Comparison || filter instanceof Filter.NullComparison;
        boolean bare = isOne && random.intRange(0, 3) != 0;
        return bare ? expression(filter) : "(" + blanks() + expression(filter) + blanks() + ")";
    }

    private String comparison(Filter.Comparison<ExecutionSession> comparison) {
        Property<ExecutionSession> property = comparison.property();
        String value = value(property, comparison.value());
        if (property.kind() == ValueKind.ENUM && random.trueOrFalse()) {
            value = property.knownValues()
                    .flatMap(book -> book.nameOf((Integer) comparison.value()))
                    .map(this::anyCase)
                    .orElse(value);
        }
        if (property.kind() == ValueKind.TEXT && random.trueOrFalse()) {
            value = "'" + ((String) comparison.value()).replace("\\", "\\\\").replace("'", "''") + "'";
        } else if (property.kind() != ValueKind.TEXT && !value.startsWith("'") && random.trueOrFalse()) {
            value = "'" + value + "'";
        }
        return anyCase(property.path()) + " " + blanks()
                + anyCase(comparison.operator().symbol()) + " " + blanks() + value;
    }

    /** The plainest form of a value. */
    static String value(Property<?> property, Object value) {
        return switch (property.kind()) {
            case TEXT -> "'" + ((String) value).replace("\\", "\\\\").replace("'", "\\'") + "'";
            case DATE -> "'" + QrsDate.format((Instant) value) + "'";
            case GUID, NUMBER, ENUM, BOOLEAN -> value.toString();
        };
    }

    private String anyCase(String word) {
        return random.oneOf(word, word.toLowerCase(Locale.ROOT), word.toUpperCase(Locale.ROOT));
    }

    private String blanks() {
        return random.oneOf("", "", " ", "\t\n ");
    }

    /** Makes random filters in the form in which they are parsed: no "and" or "or" of a single filter. */
    static final class Arbitrary {

        private static final List<String> TEXTS = List.of(
                "",
                "'",
                "''",
                "\\",
                "\\'",
                "'\\",
                "\\\\",
                " and ",
                ") or (",
                "\"",
                "DIR\\name",
                "a\tb\n",
                "漢字 \ud83d\ude00");

        private final Random random;

        Arbitrary(Random random) {
            this.random = random;
        }

        Filter<ExecutionSession> filter(int depth) {
            if (depth == 0 || random.intRange(0, 2) == 0) {
                return comparison();
            }
            List<Filter<ExecutionSession>> parts = Stream.generate(() -> filter(depth - 1))
                    .limit(random.intRange(2, 3))
                    .toList();
            return random.trueOrFalse() ? new Filter.And<>(parts) : new Filter.Or<>(parts);
        }

        private Filter<ExecutionSession> comparison() {
            if (random.intRange(0, 4) == 0) {
                return new Filter.NullComparison<>(
                        random.trueOrFalse()
                                ? random.oneOf(QueryableProperties.SESSIONS.properties())
                                : random.oneOf(QueryableProperties.SESSIONS.associations()),
                        random.oneOf(Operator.EQ, Operator.NE));
            }
            Property<ExecutionSession> property = random.oneOf(QueryableProperties.SESSIONS.properties());
            Operator operator = random.oneOf(property.kind().operators());
            return new Filter.Comparison<>(property, operator, value(property));
        }

        private Object value(Property<ExecutionSession> property) {
            return switch (property.kind()) {
                case TEXT -> random.trueOrFalse() ? random.oneOf(TEXTS) : random.alphanumeric(random.intRange(0, 20));
                case GUID ->
                    random.intRange(0, 4) == 0
                            ? Property.NO_ID
                            : new UUID(
                                    random.longRange(Long.MIN_VALUE, Long.MAX_VALUE),
                                    random.longRange(0, Long.MAX_VALUE));
                case NUMBER -> random.longRange(Long.MIN_VALUE, Long.MAX_VALUE);
                case ENUM -> random.trueOrFalse() ? random.intRange(0, 14) : random.intRange(Integer.MIN_VALUE, -1);
                case DATE ->
                    random.intRange(0, 4) == 0
                            ? Property.NO_DATE
                            : Instant.ofEpochMilli(random.longRange(-62_135_596_800_000L, 253_402_300_799_999L));
                case BOOLEAN -> random.trueOrFalse();
            };
        }
    }
}
