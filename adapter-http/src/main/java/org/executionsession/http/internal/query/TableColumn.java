package org.executionsession.http.internal.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.QueryMessages;
import org.executionsession.http.internal.json.JsonReader;

/**
 * A column of a table (contract, part 2.4), by its type:
 *
 * <ul>
 *   <li>{@code Property}: a value, or a condensed reference;
 *   <li>{@code Privileges}: the privileges of the caller for the entity;
 * <li>{@code List}: a table of the elements of a list; the definition is the path of the list or the type of its
 * elements;
 *   <li>{@code Function}: {@code count(...)} of references and lists, by path or type.
 * </ul>
 *
 * @param name the name that the client chose
 * @param cell writes the cells
 * @param property the property of the cells, by which the table can be sorted; null if the cells have none
 * @param width the number of columns, including those of tables in its cells
 */
record TableColumn<E>(String name, TableCell<E> cell, Property<E> property, int width) {

    private static final Pattern BLANK = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern COUNT_CALL =
            Pattern.compile("\\s*count\\s*\\(([^()]{1,1000})\\)\\s*", Pattern.CASE_INSENSITIVE);

    private static final String PRIVILEGES = "privileges";

    private static final String DETAIL = EntityKind.DETAIL.schemaPath();

    /**
     * A column of a table of list elements.
     *
     * @param name the name that the client chose
     * @param property the property of the element; null for its privileges, which are always null
     */
    record ListColumn<E>(String name, Property<E> property) {}

    /** Reads a column. Reports its errors; the cell of an invalid column is null. */
    static <E> TableColumn<E> read(JsonReader column, QueryableProperties<E> queryableProperties, ShownColumns shown) {
        String name = name(column);
        String given = column.text("columnType");
        return switch (given == null ? "property" : given.toLowerCase(Locale.ROOT)) {
            case "property" -> ofProperty(name, column, queryableProperties, shown);
            case PRIVILEGES -> {
                shown.add(PRIVILEGES, column);
                yield of(name, TableCell.privileges());
            }
            case "list" -> ofList(name, column, queryableProperties, shown);
            case "function" -> of(name, count(column, queryableProperties, shown));
            default -> {
                column.addError(
                        "columnType",
                        "must not be " + QueryMessages.quoted(given)
                                + "; must be Property, Privileges, List or Function");
                yield of(name, null);
            }
        };
    }

    private static <E> TableColumn<E> of(String name, TableCell<E> cell) {
        return new TableColumn<>(name, cell, null, 1);
    }

    private static String name(JsonReader column) {
        String name = column.requiredText("name");
        if (name == null) {
            return null;
        }
        if (name.isEmpty()) {
            column.addError("name", "must not be empty");
        } else if (BLANK.matcher(name).find()) {
            column.addError("name", "must not contain a blank");
        } else {
            StorableText.violation(name, Integer.MAX_VALUE).ifPresent(violation -> column.addError("name", violation));
        }
        return name;
    }

    private static <E> TableColumn<E> ofProperty(
            String name, JsonReader column, QueryableProperties<E> queryableProperties, ShownColumns shown) {
        String definition = column.requiredText("definition");
        if (definition == null) {
            return of(name, null);
        }
        Optional<Property<E>> property = queryableProperties.find(definition);
        if (property.isPresent()) {
            shown.add(property.get().path(), column);
            return new TableColumn<>(name, TableCell.value(property.get()), property.get(), 1);
        }
        Optional<TableCell<E>> other = other(definition, queryableProperties);
        if (other.isPresent()) {
            shown.add(definition, column);
        } else {
            column.addError("definition", shown.unknown(definition, queryableProperties));
        }
        return of(name, other.orElse(null));
    }

    /** Returns the cell of a reference, of privileges or of the schema path; empty for other definitions. */
    private static <E> Optional<TableCell<E>> other(String definition, QueryableProperties<E> queryableProperties) {
        if (definition.equalsIgnoreCase(PRIVILEGES)) {
            return Optional.of(TableCell.privileges());
        }
        if (definition.equalsIgnoreCase("schemaPath")) {
            return Optional.of(TableCell.schemaPath());
        }
        int dot = definition.lastIndexOf('.');
        boolean isOfPrivileges = dot >= 0 && definition.substring(dot + 1).equalsIgnoreCase(PRIVILEGES);
        return isOfPrivileges
                ? queryableProperties
                        .findAssociation(definition.substring(0, dot))
                        .map(TableCell::privileges)
                : queryableProperties.findAssociation(definition).map(TableCell::records);
    }

    private static <E> TableColumn<E> ofList(
            String name, JsonReader column, QueryableProperties<E> queryableProperties, ShownColumns shown) {
        String definition = column.requiredText("definition");
        Optional<Association<E>> list = definition == null
                ? Optional.empty()
                : association(definition, queryableProperties).filter(Association::toMany);
        if (definition != null && list.isEmpty()) {
            column.addError("definition", "must be a list, or the type of its elements; " + lists(queryableProperties));
        }
        List<ListColumn<E>> columns = column.list(
                "list",
                1,
                TableDefinition.MAX_COLUMNS,
                element -> listColumn(element, list, queryableProperties, shown));
        return new TableColumn<>(
                name,
                list.map(found -> TableCell.table(found, columns, DETAIL + ".Table"))
                        .orElse(null),
                null,
                1 + columns.size());
    }

    private static <E> ListColumn<E> listColumn(
            JsonReader column,
            Optional<Association<E>> list,
            QueryableProperties<E> queryableProperties,
            ShownColumns shown) {
        String name = name(column);
        String type = column.text("columnType");
        if (PRIVILEGES.equalsIgnoreCase(type)) {
            list.ifPresent(found -> shown.addOfList(found, PRIVILEGES, column));
            return new ListColumn<>(name, null);
        }
        if (type != null && !type.equalsIgnoreCase("Property")) {
            column.addError(
                    "columnType",
                    "must not be " + QueryMessages.quoted(type) + " in a list; must be Property or Privileges");
        }
        String definition = column.requiredText("definition");
        if (definition == null || list.isEmpty()) {
            return new ListColumn<>(name, null);
        }
        shown.addOfList(list.get(), definition, column);
        if (definition.equalsIgnoreCase(PRIVILEGES)) {
            return new ListColumn<>(name, null);
        }
        Optional<Property<E>> property = queryableProperties.find(list.get().path() + "." + definition);
        if (property.isEmpty()) {
            column.addError("definition", "there is no property " + QueryMessages.quoted(definition) + " of " + DETAIL);
        }
        return new ListColumn<>(name, property.orElse(null));
    }

    private static <E> TableCell<E> count(
            JsonReader column, QueryableProperties<E> queryableProperties, ShownColumns shown) {
        String definition = column.requiredText("definition");
        if (definition == null) {
            return null;
        }
        Matcher call = COUNT_CALL.matcher(definition);
        if (!call.matches()) {
            column.addError("definition", "must be count(...)");
            return null;
        }
        List<Association<E>> counted = new ArrayList<>();
        for (String what : call.group(1).split(",", -1)) {
            Optional<Association<E>> association = association(what.strip(), queryableProperties);
            if (association.isEmpty()) {
                column.addError(
                        "definition",
                        QueryMessages.quoted(what.strip()) + " cannot be counted; " + countable(queryableProperties));
            }
            association.filter(found -> !counted.contains(found)).ifPresent(counted::add);
        }
        shown.add("count(" + counted + ")", column);
        return TableCell.count(counted);
    }

    /**
     * Finds an association by path, else by type. Of several of the same type, it is the one with the shortest path.
     */
    private static <E> Optional<Association<E>> association(String named, QueryableProperties<E> queryableProperties) {
        return queryableProperties
                .findAssociation(named)
                .or(() -> queryableProperties.associations().stream()
                        .filter(association -> types(association).contains(named.toLowerCase(Locale.ROOT)))
                        .min(Comparator.comparingLong(association ->
                                association.path().chars().filter(c -> c == '.').count())));
    }

    /** Returns the type names that QRS and its clients use for an association, in lower case. */
    private static Set<String> types(Association<?> association) {
        String name = association.path().substring(association.path().lastIndexOf('.') + 1);
        return switch (name) {
            case "details" -> Set.of("details", "detail", "executionresult.detail", "executionresultdetail");
            case "lastExecutionResult" -> Set.of("lastexecutionresult", "executionresult");
            case "executingNode" -> Set.of("executingnode", "schedulerservice");
            default -> Set.of(name.toLowerCase(Locale.ROOT));
        };
    }

    private static <E> String lists(QueryableProperties<E> queryableProperties) {
        return paths(queryableProperties.associations().stream().filter(Association::toMany));
    }

    private static <E> String countable(QueryableProperties<E> queryableProperties) {
        return paths(queryableProperties.associations().stream());
    }

    private static <E> String paths(Stream<Association<E>> associations) {
        List<String> paths = associations.map(Association::path).toList();
        return paths.isEmpty() ? "there are none" : "there are " + String.join(", ", paths);
    }
}
