package org.executionsession.http.internal.query;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.text.QueryMessages;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.ProblemException;

/**
 * A table that a client defines by its columns (contract, part 2.4). The body's {@code id}, {@code type} and {@code
 * entity} are ignored: the path of the request determines the kind of entity.
 *
 * @param <E> the entity of a row
 */
public final class TableDefinition<E> {

    static final int MAX_COLUMNS = 100;

    private final QueryableProperties<E> queryableProperties;
    private final List<TableColumn<E>> columns;
    private final String schemaPath;

    private TableDefinition(
            QueryableProperties<E> queryableProperties, List<TableColumn<E>> columns, String schemaPath) {
        this.queryableProperties = queryableProperties;
        this.columns = columns;
        this.schemaPath = schemaPath;
    }

    /** Reads the body of a request; throws a problem with all errors, if there are any. */
    public static <E> TableDefinition<E> read(Object body, QueryableProperties<E> queryableProperties) {
        return read(body, queryableProperties, queryableProperties.kind().schemaPath());
    }

    /** Does the same for entities whose type has another name in the contract than their kind. */
    public static <E> TableDefinition<E> read(
            Object body, QueryableProperties<E> queryableProperties, String schemaPath) {
        return JsonReader.read("a table definition", body, object -> of(object, queryableProperties, schemaPath));
    }

    private static <E> TableDefinition<E> of(
            JsonReader object, QueryableProperties<E> queryableProperties, String schemaPath) {
        ShownColumns shown = new ShownColumns();
        List<TableColumn<E>> columns =
                object.list("columns", 1, MAX_COLUMNS, column -> TableColumn.read(column, queryableProperties, shown));
        if (columns.stream().mapToInt(TableColumn::width).sum() > MAX_COLUMNS) {
            object.addError("columns", "must not be more than " + MAX_COLUMNS + ", those of lists included");
        }
        return new TableDefinition<>(queryableProperties, columns, schemaPath);
    }

    /**
     * Returns the query of the rows, with the parameters {@code skip}, {@code take}, {@code sortColumn} and {@code
     * orderAscending}. Throws a problem if one of them is malformed.
     */
    public Query<E> query(Filter<E> filter, QueryParameters parameters) {
        boolean descending = isDescending(parameters);
        List<SortKey<E>> order = PageParameters.given("sortcolumn", parameters)
                .map(name -> new SortKey<>(sortProperty(name), descending))
                .map(List::of)
                .orElse(List.of());
        return new Query<>(
                filter, order, PageParameters.skip(parameters), PageParameters.take(Long.MAX_VALUE, parameters));
    }

    /**
     * Returns the property of the column with this name. A property path is accepted too, because some clients send
     * it.
     */
    private Property<E> sortProperty(String name) {
        Property<E> property = columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst()
                .map(TableDefinition::sorted)
                .or(() -> queryableProperties.find(name))
                .orElseThrow(() -> sortRejection(QueryMessages.quoted(name) + " is not the name of a column"));
        if (property.toMany()) {
            throw sortRejection(QueryMessages.severalValues(property));
        }
        return property;
    }

    private static <E> Property<E> sorted(TableColumn<E> column) {
        if (column.property() == null) {
            throw sortRejection(
                    "the cells of the column " + QueryMessages.quoted(column.name()) + " have no values to sort by");
        }
        return column.property();
    }

    private static ProblemException sortRejection(String why) {
        return new ProblemException(400, "the table cannot be sorted by the given sortColumn: " + why);
    }

    private static boolean isDescending(QueryParameters parameters) {
        String ascending = PageParameters.given("orderascending", parameters).orElse("true");
        if (!ascending.equalsIgnoreCase("true") && !ascending.equalsIgnoreCase("false")) {
            throw new ProblemException(400, "orderAscending must be true or false");
        }
        return ascending.equalsIgnoreCase("false");
    }

    /**
     * Writes the table, one row at a time.
     *
     * @param rows passes each entity to the given consumer
     * @param privileges evaluates the privileges of the caller; called only for tables with a column of privileges,
     *     for which the request does not need the parameter {@code privileges}
     * @throws UncheckedIOException if a row cannot be written
     */
    public void write(JsonGenerator json, Consumer<Consumer<E>> rows, Function<? super E, List<String>> privileges)
            throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("columnNames");
        for (TableColumn<E> column : columns) {
            json.writeString(column.name());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
        rows.accept(entity -> {
            try {
                row(entity, privileges, json);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        json.writeEndArray();
        json.writeStringField("schemaPath", schemaPath + ".Table");
        json.writeEndObject();
    }

    private void row(E entity, Function<? super E, List<String>> privileges, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (TableColumn<E> column : columns) {
            column.cell().write(entity, privileges, json);
        }
        json.writeEndArray();
    }
}
