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
 * A column of a table, contract part 2.4, by its type:
 *
 * <ul>
 *   <li>{@code Property}: a value, or what the entity refers to, condensed;
 *   <li>{@code Privileges}: what the caller may do with the entity;
 *   <li>{@code List}: a table of the elements of a list, which the definition names by its path or by their type;
 *   <li>{@code Function}: {@code count(...)} of references and lists, named in the same way.
 * </ul>
 *
 * @param name what the caller calls it
 * @param cell writes what it shows
 * @param property the value that its cells show, by which the table can be sorted; null when they show something else
 * @param width how many columns it is, those within its cells included
 */
record TableColumn<E>(String name, TableCell<E> cell, Property<E> property, int width) {

    private static final Pattern BLANK = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern COUNT_CALL =
            Pattern.compile("\\s*count\\s*\\(([^()]{1,1000})\\)\\s*", Pattern.CASE_INSENSITIVE);

    private static final String PRIVILEGES = "privileges";

    private static final String DETAIL = EntityKind.DETAIL.schemaPath();

    /**
     * A column of a list.
     *
     * @param name what the caller calls it
     * @param property what its cells show of an element; null for its privileges, which are never told
     */
    record ListColumn<E>(String name, Property<E> property) {}

    /** Reads a column; what is at fault is noted, and its cells show nothing. */
    static <E> TableColumn<E> read(JsonReader column, QueryableProperties<E> catalogue) {
        String name = name(column);
        String given = column.text("columnType");
        return switch (given == null ? "property" : given.toLowerCase(Locale.ROOT)) {
            case "property" -> ofProperty(name, column, catalogue);
            case PRIVILEGES -> of(name, TableCell.privileges());
            case "list" -> ofList(name, column, catalogue);
            case "function" -> of(name, count(column, catalogue));
            default -> {
                column.fault(
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
            column.fault("name", "must not be empty");
        } else if (BLANK.matcher(name).find()) {
            column.fault("name", "must not contain a blank");
        } else {
            StorableText.violation(name, Integer.MAX_VALUE).ifPresent(fault -> column.fault("name", fault));
        }
        return name;
    }

    private static <E> TableColumn<E> ofProperty(String name, JsonReader column, QueryableProperties<E> catalogue) {
        String definition = column.requiredText("definition");
        if (definition == null) {
            return of(name, null);
        }
        Optional<Property<E>> property = catalogue.find(definition);
        if (property.isPresent()) {
            return new TableColumn<>(name, TableCell.value(property.get()), property.get(), 1);
        }
        Optional<TableCell<E>> other = other(definition, catalogue);
        if (other.isEmpty()) {
            column.fault("definition", QueryMessages.unknownProperty(definition, catalogue));
        }
        return of(name, other.orElse(null));
    }

    /** What an entity shows beside its values: what it refers to, privileges, and the name of its kind. */
    private static <E> Optional<TableCell<E>> other(String definition, QueryableProperties<E> catalogue) {
        if (definition.equalsIgnoreCase(PRIVILEGES)) {
            return Optional.of(TableCell.privileges());
        }
        if (definition.equalsIgnoreCase("schemaPath")) {
            return Optional.of(TableCell.text(catalogue.kind().schemaPath()));
        }
        int dot = definition.lastIndexOf('.');
        boolean isOfPrivileges = dot >= 0 && definition.substring(dot + 1).equalsIgnoreCase(PRIVILEGES);
        return isOfPrivileges
                ? catalogue.findAssociation(definition.substring(0, dot)).map(TableCell::privileges)
                : catalogue.findAssociation(definition).map(TableCell::records);
    }

    private static <E> TableColumn<E> ofList(String name, JsonReader column, QueryableProperties<E> catalogue) {
        String definition = column.requiredText("definition");
        Optional<Association<E>> list = definition == null
                ? Optional.empty()
                : association(definition, catalogue).filter(Association::toMany);
        if (definition != null && list.isEmpty()) {
            column.fault("definition", "must be a list, or the type of its elements; " + lists(catalogue));
        }
        List<ListColumn<E>> columns =
                column.list("list", 1, TableDefinition.MAX_COLUMNS, element -> listColumn(element, list, catalogue));
        return new TableColumn<>(
                name,
                list.map(found -> TableCell.table(found, columns, DETAIL + ".Table"))
                        .orElse(null),
                null,
                1 + columns.size());
    }

    private static <E> ListColumn<E> listColumn(
            JsonReader column, Optional<Association<E>> list, QueryableProperties<E> catalogue) {
        String name = name(column);
        String type = column.text("columnType");
        if (PRIVILEGES.equalsIgnoreCase(type)) {
            return new ListColumn<>(name, null);
        }
        if (type != null && !type.equalsIgnoreCase("Property")) {
            column.fault(
                    "columnType",
                    "must not be " + QueryMessages.quoted(type) + " in a list; must be Property or Privileges");
        }
        String definition = column.requiredText("definition");
        if (definition == null || list.isEmpty() || definition.equalsIgnoreCase(PRIVILEGES)) {
            return new ListColumn<>(name, null);
        }
        Optional<Property<E>> property = catalogue.find(list.get().path() + "." + definition);
        if (property.isEmpty()) {
            column.fault("definition", "there is no property " + QueryMessages.quoted(definition) + " of " + DETAIL);
        }
        return new ListColumn<>(name, property.orElse(null));
    }

    private static <E> TableCell<E> count(JsonReader column, QueryableProperties<E> catalogue) {
        String definition = column.requiredText("definition");
        if (definition == null) {
            return null;
        }
        Matcher call = COUNT_CALL.matcher(definition);
        if (!call.matches()) {
            column.fault("definition", "must be count(...)");
            return null;
        }
        List<Association<E>> counted = new ArrayList<>();
        for (String what : call.group(1).split(",", -1)) {
            Optional<Association<E>> association = association(what.strip(), catalogue);
            if (association.isEmpty()) {
                column.fault(
                        "definition",
                        QueryMessages.quoted(what.strip()) + " cannot be counted; " + countable(catalogue));
            }
            association.filter(found -> !counted.contains(found)).ifPresent(counted::add);
        }
        return TableCell.count(counted);
    }

    /** By its path, else by its type: of several of one type, the one that is nearest to the entity. */
    private static <E> Optional<Association<E>> association(String named, QueryableProperties<E> catalogue) {
        return catalogue
                .findAssociation(named)
                .or(() -> catalogue.associations().stream()
                        .filter(association -> types(association).contains(named.toLowerCase(Locale.ROOT)))
                        .min(Comparator.comparingLong(association ->
                                association.path().chars().filter(c -> c == '.').count())));
    }

    /** What QRS and its clients call the records that a path leads to, in lower case. */
    private static Set<String> types(Association<?> association) {
        String name = association.path().substring(association.path().lastIndexOf('.') + 1);
        return switch (name) {
            case "details" -> Set.of("details", "detail", "executionresult.detail", "executionresultdetail");
            case "lastExecutionResult" -> Set.of("lastexecutionresult", "executionresult");
            case "executingNode" -> Set.of("executingnode", "schedulerservice");
            default -> Set.of(name.toLowerCase(Locale.ROOT));
        };
    }

    private static <E> String lists(QueryableProperties<E> catalogue) {
        return paths(catalogue.associations().stream().filter(Association::toMany));
    }

    private static <E> String countable(QueryableProperties<E> catalogue) {
        return paths(catalogue.associations().stream());
    }

    private static <E> String paths(Stream<Association<E>> associations) {
        List<String> paths = associations.map(Association::path).toList();
        return paths.isEmpty() ? "there are none" : "there are " + String.join(", ", paths);
    }
}
