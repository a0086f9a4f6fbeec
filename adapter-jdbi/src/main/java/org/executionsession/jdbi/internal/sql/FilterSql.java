package org.executionsession.jdbi.internal.sql;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.FoldedText;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.ValueKind;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Translates a filter to an SQL condition. The SQL contains only names that this module defines; all values from
 * requests are bound parameters. The condition gives the same results as {@link Filter#matches}.
 */
public final class FilterSql {

    /** An escape character that needs no escape itself in a literal of any database. */
    private static final char ESCAPE = '!';

    /** The maximum size of an array parameter. H2 allows at most 65,536 elements. */
    private static final int MAX_ARRAY = 50_000;

    private static final String DETAILS_OF_RESULT = "execution_result_detail d where d.result_id = "
            + Table.RESULT.alias() + ".id and d.execution_id = " + Table.RESULT.alias() + ".execution_id";

    /**
     * How many subqueries of a list a condition has at most. With more, one subquery evaluates all of them in one pass over the list. With
     * few, the database can join the list instead.
     */
    private static final int MAX_SUBQUERIES = 4;

    private final Table<?> table;
    private final Dialect dialect;
    private final StringBuilder joins = new StringBuilder();
    private final StringBuilder condition = new StringBuilder();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, List<UUID>> ids = new HashMap<>();

    /** Whether the next part of the condition is in a subquery that aggregates the details of a result. */
    private boolean inDetails;

    private boolean aggregatesLists;

    private boolean usesOtherTables;

    private FilterSql(Table<?> table, Dialect dialect) {
        this.table = table;
        this.dialect = dialect;
    }

    public static FilterSql of(Filter<?> filter, Table<?> table, Dialect dialect) {
        FilterSql sql = new FilterSql(table, dialect);
        List<Filter<?>> others = new ArrayList<>();
        conjuncts(filter).forEach(conjunct -> {
            if (conjunct instanceof Filter.OneOf<?> oneOf) {
                sql.joinIds(List.copyOf(oneOf.ids()));
            } else {
                others.add(conjunct);
            }
        });
        sql.all(others);
        return sql;
    }

    /**
     * Appends a conjunction. If its parts compare elements of lists too often, one subquery evaluates all these parts. The other parts stay
     * outside, where the database can use indexes for them.
     */
    private void all(List<Filter<?>> conjuncts) {
        if (conjuncts.stream().mapToInt(ListComparisons::subqueries).sum() <= MAX_SUBQUERIES) {
            join(conjuncts, " and ", "true");
            return;
        }
        Map<Boolean, List<Filter<?>>> byPlace =
                conjuncts.stream().collect(partitioningBy(conjunct -> ListComparisons.subqueries(conjunct) > 0));
        join(byPlace.get(false), " and ", "true");
        condition.append(" and (select ");
        aggregatesLists = true;
        inDetails = true;
        join(byPlace.get(true), " and ", "true");
        inDetails = false;
        condition.append(" from ").append(DETAILS_OF_RESULT).append(')');
    }

    /** Returns the operands of nested conjunctions. */
    private static <E> Stream<Filter<E>> conjuncts(Filter<E> filter) {
        return filter instanceof Filter.And<E> and
                ? and.filters().stream().flatMap(FilterSql::conjuncts)
                : Stream.of(filter);
    }

    /**
     * A filter in two parts, which must both match: one that SQL evaluates with columns, and one that needs the
     * documents.
     */
    public record Split<E>(Filter<E> inColumns, Filter<E> inDocuments) {

        public static <E> Split<E> of(Filter<E> filter, Dialect dialect) {
            boolean searchesInDocuments = !dialect.cancelsWithinRows() && ColumnFilters.searchesMuch(filter);
            Map<Boolean, List<Filter<E>>> byPlace = conjuncts(filter)
                    .collect(partitioningBy(conjunct -> ColumnFilters.isTranslatable(conjunct)
                            && !(searchesInDocuments && ColumnFilters.searches(conjunct) > 0)));
            return new Split<>(new Filter.And<>(byPlace.get(true)), new Filter.And<>(byPlace.get(false)));
        }

        /** Returns whether SQL evaluates the whole filter. */
        public boolean isInColumns() {
            return inDocuments.equals(Filter.all());
        }
    }

    /** Returns the joins to append to the tables; empty for none. */
    public String joins() {
        return joins.toString();
    }

    /** Returns the condition on the joined tables. */
    public String condition() {
        return condition.toString();
    }

    /** Returns whether a subquery aggregates the elements of a list. */
    public boolean aggregatesLists() {
        return aggregatesLists;
    }

    /** Returns whether the condition has columns of a table other than that of the filter. */
    public boolean usesOtherTables() {
        return usesOtherTables;
    }

    public void bind(SqlStatement<?> statement) {
        statement.bindMap(values);
        ids.forEach((name, of) -> statement.bindArray(name, UUID.class, of));
    }

    private void append(Filter<?> filter) {
        if (filter instanceof Filter.And<?> and) {
            join(and.filters(), " and ", "true");
        } else if (filter instanceof Filter.Or<?> or) {
            any(alternatives(or).toList());
        } else if (filter instanceof Filter.OneOf<?> oneOf) {
            oneOf(List.copyOf(oneOf.ids()));
        } else if (filter instanceof Filter.Comparison<?> comparison) {
            compare(comparison);
        } else if (filter instanceof Filter.NullComparison<?> comparison) {
            compareWithNull(comparison);
        }
    }

    /**
     * Joins with the ids, which are distinct, so that the database looks each one up by the key. With a condition, H2
     * would compare every row with every id.
     */
    private void joinIds(List<UUID> sought) {
        String idTable = "p" + ids.size();
        joins.append(" join (")
                .append(arrays(sought)
                        .map(array -> "select x from unnest(cast(" + array + " as uuid array)) as ids(x)")
                        .collect(joining(" union all ")))
                .append(") ")
                .append(idTable)
                .append(" on ")
                .append(idTable)
                .append(".x = ")
                .append(table.alias())
                .append(".id");
    }

    private void oneOf(List<UUID> sought) {
        condition.append(arrays(sought)
                .map(array -> table.alias() + ".id = any(" + array + ")")
                .collect(joining(" or ", "(", ")")));
    }

    /** Binds ids as array parameters, as many as needed. */
    private Stream<String> arrays(List<UUID> sought) {
        int arrays = Math.max(1, (sought.size() + MAX_ARRAY - 1) / MAX_ARRAY);
        return IntStream.range(0, arrays).mapToObj(i -> {
            String name = "f" + (values.size() + ids.size());
            ids.put(name, sought.subList(i * MAX_ARRAY, Math.min(sought.size(), (i + 1) * MAX_ARRAY)));
            return ":" + name;
        });
    }

    private void join(List<? extends Filter<?>> filters, String conjunction, String ofNone) {
        if (filters.isEmpty()) {
            condition.append(ofNone);
            return;
        }
        String before = "(";
        for (Filter<?> filter : filters) {
            condition.append(before);
            append(filter);
            before = conjunction;
        }
        condition.append(')');
    }

    /** Returns the operands of nested disjunctions. */
    private static Stream<Filter<?>> alternatives(Filter<?> filter) {
        return filter instanceof Filter.Or<?> or
                ? or.filters().stream().flatMap(FilterSql::alternatives)
                : Stream.of(filter);
    }

    /**
     * Appends a disjunction. The comparisons with elements of a list share a subquery: an element matches one of them if any element
     * matches any of them.
     */
    private void any(List<Filter<?>> alternatives) {
        Map<Boolean, List<Filter<?>>> byPlace =
                alternatives.stream().collect(partitioningBy(ListComparisons::isOfElement));
        List<Filter<?>> ofElements = byPlace.get(true);
        List<Filter<?>> others = byPlace.get(false);
        if (ofElements.isEmpty()) {
            anyInPlace(others, this::compare);
            return;
        }
        condition.append('(');
        ofAnElement(() -> anyInPlace(ofElements, comparison -> compare(column(comparison.property()), comparison)));
        if (!others.isEmpty()) {
            condition.append(" or ");
            anyInPlace(others, this::compare);
        }
        condition.append(')');
    }

    /**
     * Appends a disjunction. Equality comparisons of one property become an {@code in} list, for which the database
     * uses an index; it does not for hundreds of conditions.
     */
    private void anyInPlace(List<Filter<?>> alternatives, Consumer<Filter.Comparison<?>> compare) {
        Map<Property<?>, Set<Object>> sought = new LinkedHashMap<>();
        List<Filter<?>> others = new ArrayList<>();
        for (Filter<?> filter : alternatives) {
            if (filter instanceof Filter.Comparison<?> comparison
                    && comparison.operator() == Operator.EQ
                    && !isBetweenMillis(comparison.value())) {
                sought.computeIfAbsent(comparison.property(), property -> new LinkedHashSet<>())
                        .add(QueryableColumn.stored(comparison.property().kind(), comparison.value()));
            } else {
                others.add(filter);
            }
        }
        String before = "(";
        for (Map.Entry<Property<?>, Set<Object>> values : sought.entrySet()) {
            condition.append(before);
            oneOf(column(values.getKey()), values.getValue());
            before = " or ";
        }
        if (!others.isEmpty()) {
            condition.append(before);
            String separator = "(";
            for (Filter<?> filter : others) {
                condition.append(separator);
                if (filter instanceof Filter.Comparison<?> comparison) {
                    compare.accept(comparison);
                } else {
                    append(filter);
                }
                separator = " or ";
            }
            condition.append(')');
            before = " or ";
        }
        condition.append(before.equals("(") ? "false" : ")");
    }

    /** Appends the condition that a column has one of some values. */
    private void oneOf(String column, Collection<Object> values) {
        if (!Table.INDEXED_TEXTS.contains(column)) {
            condition.append(column).append(isOneOf(values));
            return;
        }
        Map<String, List<Object>> byKey = values.stream()
                .collect(groupingBy(value -> dialect.textKey(column, (String) value), TreeMap::new, toList()));
        condition.append(byKey.entrySet().stream()
                .map(texts -> texts.getKey() + isOneOf(texts.getValue()))
                .collect(joining(" or ", "(", ")")));
    }

    private String isOneOf(Collection<Object> values) {
        return values.size() == 1
                ? " = " + parameter(values.iterator().next())
                : values.stream().map(this::parameter).collect(joining(", ", " in (", ")"));
    }

    private void compare(Filter.Comparison<?> comparison) {
        of(comparison.property(), column -> compare(column, comparison));
    }

    /** Appends a condition on the column of a property; for a list, one element must match. */
    private void of(Property<?> property, Consumer<String> holds) {
        String column = column(property);
        if (property.toMany()) {
            ofAnElement(() -> holds.accept(column));
        } else {
            holds.accept(column);
        }
    }

    /** Appends a condition that one element of the list must match. The only lists in the contract are the details of results. */
    private void ofAnElement(Runnable holds) {
        condition.append(inDetails ? "coalesce(bool_or(" : "exists (select 1 from " + DETAILS_OF_RESULT + " and ");
        holds.run();
        condition.append(inDetails ? "), false)" : ")");
    }

    private String column(Property<?> property) {
        usesOtherTables |= Table.of(property.owner()) != table;
        return Table.column(property);
    }

    private static boolean isBetweenMillis(Object value) {
        return value instanceof Instant date && !date.equals(date.truncatedTo(ChronoUnit.MILLIS));
    }

    private void compare(String column, Filter.Comparison<?> comparison) {
        if (isBetweenMillis(comparison.value())) {
            Instant date = (Instant) comparison.value();
            compareBetweenMillis(column, comparison.operator(), date.truncatedTo(ChronoUnit.MILLIS));
            return;
        }
        Object value = QueryableColumn.stored(comparison.property().kind(), comparison.value());
        switch (comparison.operator()) {
            case EQ -> oneOf(column, List.of(value));
            // The column is null if the path leads through a null reference; no comparison matches then, and SQL
            // agrees.
            case NE -> compare(column, "<>", value);
            case GT -> compare(column, ">", value);
            case GE -> compare(column, ">=", value);
            case LT -> compare(column, "<", value);
            case LE -> compare(column, "<=", value);
            case SW -> like(column, literal(comparison) + "%");
            case EW -> like(column, "%" + literal(comparison));
            case SO -> like(column, "%" + literal(comparison) + "%");
        }
    }

    /**
     * Compares with a date that is more precise than a millisecond. Columns hold milliseconds, so the date is between
     * two column values.
     */
    private void compareBetweenMillis(String column, Operator operator, Instant floor) {
        Object value = QueryableColumn.stored(ValueKind.DATE, floor);
        switch (operator) {
            case EQ -> condition.append("false");
            case NE -> condition.append(column).append(" is not null");
            case GT, GE -> condition.append(column).append(" > ").append(parameter(value));
            case LT, LE -> condition.append(column).append(" <= ").append(parameter(value));
            default -> throw new IllegalArgumentException("dates cannot be compared by " + operator.symbol());
        }
    }

    private void compareWithNull(Filter.NullComparison<?> comparison) {
        Property<?> witness = ColumnFilters.witness(comparison.attribute()).orElseThrow();
        boolean isNull = comparison.operator() == Operator.EQ;
        if (comparison.attribute() instanceof Association<?> association && association.toMany()) {
            condition.append(isNull ? "not " : "");
            of(witness, column -> condition.append("true"));
            return;
        }
        boolean emptyListCounts = isNull && witness.toMany();
        if (emptyListCounts) {
            condition.append("(not ");
            of(witness, column -> condition.append("true"));
            condition.append(" or ");
        }
        Optional<Object> absent = comparison.attribute() instanceof Property<?> property
                ? property.kind().emptyValue().map(value -> QueryableColumn.stored(property.kind(), value))
                : Optional.empty();
        of(witness, column -> {
            condition.append('(').append(column).append(isNull ? " is null" : " is not null");
            absent.ifPresent(value -> condition
                    .append(isNull ? " or " : " and ")
                    .append(column)
                    .append(isNull ? " = " : " <> ")
                    .append(parameter(value)));
            condition.append(')');
        });
        condition.append(emptyListCounts ? ")" : "");
    }

    private void compare(String column, String operator, Object value) {
        condition.append(column).append(' ').append(operator).append(' ').append(parameter(value));
    }

    private void like(String column, String pattern) {
        condition
                .append(column)
                .append(" like ")
                .append(parameter(pattern))
                .append(" escape '")
                .append(ESCAPE)
                .append('\'');
    }

    /** Returns a pattern that matches only the text. */
    private static String literal(Filter.Comparison<?> comparison) {
        return FoldedText.of((String) comparison.value()).replaceAll("[!%_]", ESCAPE + "$0");
    }

    private String parameter(Object value) {
        String name = "f" + (values.size() + ids.size());
        values.put(name, value);
        return ":" + name;
    }
}
