package org.executionsession.http.support;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;

/**
 * Compares {@code openapi.json}, which is written by hand, with what the code knows. Each rule returns what to change in
 * the document, one line a change; nothing if the document is complete.
 */
public final class ApiDocumentRules {

    private static final String SCHEMAS = "#/components/schemas/";

    /** The document and its page are not operations of the contract. */
    private static final Pattern ABOUT_THE_CONTRACT =
            Pattern.compile("\\w+ /(openapi\\.json|about/openapi/main|docs.*)");

    /** Every operation can have these responses. */
    private static final Set<String> COMMON_STATUSES = Set.of("400", "401", "403", "408", "500", "503");

    private ApiDocumentRules() {}

    /** The operations are the routes, each as {@code GET /qrs/about}; HEAD is not described. */
    public static List<String> operations(JsonNode document, Collection<String> routes) {
        Set<String> served = new TreeSet<>();
        for (String route : routes) {
            String operation = route.replace(" /qrs/", " /");
            if (!operation.startsWith("HEAD ")
                    && !ABOUT_THE_CONTRACT.matcher(operation).matches()) {
                served.add(operation);
            }
        }
        Set<String> described = new TreeSet<>();
        document.get("paths")
                .forEachEntry((path, item) -> item.forEachEntry((member, operation) -> {
                    if (!member.equals("parameters")) {
                        described.add(member.toUpperCase(Locale.ROOT) + " " + path);
                    }
                }));
        return differences("paths", "the operation ", served, described);
    }

    /** Every operation has the responses that every operation can have. */
    public static List<String> commonResponses(JsonNode document) {
        List<String> changes = new ArrayList<>();
        document.get("paths")
                .forEachEntry((path, item) -> item.forEachEntry((member, operation) -> {
                    Set<String> missing = new TreeSet<>(COMMON_STATUSES);
                    operation.path("responses").fieldNames().forEachRemaining(missing::remove);
                    if (!member.equals("parameters") && !missing.isEmpty()) {
                        changes.add(
                                "add the responses " + missing + " to " + member.toUpperCase(Locale.ROOT) + " " + path);
                    }
                }));
        return changes;
    }

    /** The description of an enumeration ends with its members, in their order. */
    public static List<String> enumeration(JsonNode document, String name, List<String> members) {
        String description =
                document.at("/components/schemas/" + name + "/description").asText();
        List<String> described = description
                .lines()
                .filter(line -> line.startsWith("- `"))
                .map(line -> line.substring(3, line.lastIndexOf('`')))
                .toList();
        String place = "the description of " + SCHEMAS + name;
        List<String> changes = differences(place, "", members, described);
        return changes.isEmpty() && !described.equals(members)
                ? List.of("sort the members in " + place + ": " + members)
                : changes;
    }

    /** Each queryable property is in the line of its operators, and each association in the line of {@code null}. */
    public static List<String> queryable(JsonNode document, QueryableProperties<?> properties) {
        String parameter = properties.kind().schemaPath().replace(".", "") + "Filter";
        String place = "the description of #/components/parameters/" + parameter;
        List<String> lines = document.at("/components/parameters/" + parameter + "/description")
                .asText()
                .lines()
                .filter(line -> line.startsWith("- "))
                .toList();
        List<String> changes = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>();
        for (Property<?> property : properties.properties()) {
            String path = "`" + property.path() + "`";
            known.add(path);
            List<String> with =
                    lines.stream().filter(line -> paths(line).contains(path)).toList();
            String start = "- " + operators(property) + " ";
            String codes = property.knownValues()
                    .map(values -> "a number or one of "
                            + String.join(", ", values.names().values()) + ":")
                    .orElse("");
            if (with.size() != 1 || !with.get(0).startsWith(start + codes)) {
                changes.add("add " + path + " to the line '" + start + codes + "', and to no other, in " + place);
            }
        }
        String nulls = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        for (Object association : properties.associations()) {
            String path = "`" + association + "`";
            known.add(path);
            if (!paths(nulls).contains(path)) {
                changes.add("add " + path + " to the last line, which has `null`, in " + place);
            }
        }
        for (String line : lines) {
            paths(line).stream()
                    .filter(path -> !known.contains(path))
                    .forEach(path -> changes.add("remove " + path + " from " + place));
        }
        return changes;
    }

    /** What stands behind the description of the values, which ends with the first colon in front of a path. */
    private static List<String> paths(String line) {
        int start = line.contains(": `") ? line.indexOf(": `") : line.indexOf("each of these");
        return Pattern.compile("`[^`]+`")
                .matcher(line.substring(Math.max(0, start)))
                .results()
                .map(match -> match.group())
                .toList();
    }

    private static String operators(Property<?> property) {
        return property.kind().operators().stream()
                .map(Operator::symbol)
                .map(symbol -> "`" + symbol + "`")
                .collect(joining(" "));
    }

    /** A response has each property of its schema; the schemas of request bodies end with {@code Draft} or are of tables. */
    public static List<String> required(JsonNode document) {
        List<String> changes = new ArrayList<>();
        document.at("/components/schemas").forEachEntry((name, schema) -> {
            if (schema.has("properties") && !name.endsWith("Draft") && !name.startsWith("Table")) {
                Set<String> missing = names(schema.get("properties"));
                schema.path("required").forEach(required -> missing.remove(required.textValue()));
                missing.forEach(property -> changes.add("add " + property + " to required of " + SCHEMAS + name));
            }
        });
        return changes;
    }

    /** The draft of an entity has the schema of the entity, without what the server sets and without required properties. */
    public static List<String> drafts(JsonNode document) {
        List<String> changes = new ArrayList<>();
        JsonNode schemas = document.at("/components/schemas");
        schemas.forEachEntry((name, draft) -> {
            String entity = name.replaceFirst("Draft$", "");
            if (name.equals(entity) || name.matches("(Synthetic|Selection).*") || !schemas.has(entity)) {
                return;
            }
            if (draft.has("required")) {
                changes.add("remove required from " + SCHEMAS + name);
            }
            ObjectNode expected = ((ObjectNode) schemas.at("/" + entity + "/properties")).deepCopy();
            expected.properties().removeIf(property -> isReadOnly(schemas, property.getValue()));
            for (JsonNode reference : expected.findParents("$ref")) {
                String referred = reference.get("$ref").textValue() + "Draft";
                if (schemas.has(referred.substring(SCHEMAS.length()))) {
                    ((ObjectNode) reference).put("$ref", referred);
                }
            }
            JsonNode described = draft.get("properties");
            List<String> names = differences(SCHEMAS + name, "the property ", names(expected), names(described));
            changes.addAll(names);
            for (Map.Entry<String, JsonNode> property : expected.properties()) {
                JsonNode own = described.get(property.getKey());
                if (own != null && !own.equals(property.getValue())) {
                    changes.add(
                            "describe " + property.getKey() + " of " + SCHEMAS + name + " as " + property.getValue());
                }
            }
        });
        return changes;
    }

    /** Each component of a draft is a property of the schema of the entity and of the schema of its draft. */
    public static List<String> components(JsonNode document, String schema, Class<? extends Record> draft) {
        List<String> changes = new ArrayList<>();
        for (String name : List.of(schema, schema + "Draft")) {
            JsonNode properties = document.at("/components/schemas/" + name + "/properties");
            for (RecordComponent component : draft.getRecordComponents()) {
                if (!properties.has(component.getName())) {
                    changes.add("add the property " + component.getName() + " to " + SCHEMAS + name
                            + " in openapi.json: it is a component of " + draft.getSimpleName());
                }
            }
        }
        return changes;
    }

    private static boolean isReadOnly(JsonNode schemas, JsonNode property) {
        JsonNode schema = property.has("$ref")
                ? schemas.get(property.get("$ref").textValue().substring(SCHEMAS.length()))
                : property;
        return schema.path("readOnly").booleanValue();
    }

    /**
     * What all kinds of entities have in common is described alike: parameters, and the responses of sessions. Clients watch only sessions and
     * results.
     */
    public static List<String> alike(JsonNode document, String path, String schema) {
        List<String> changes = new ArrayList<>();
        JsonNode paths = document.get("paths");
        paths.forEachEntry((ofSessions, item) -> {
            boolean areWatched = path.equals("/executionresult");
            if (!ofSessions.matches(".*/executionsession(/.*)?") || !areWatched && ofSessions.endsWith("/events")) {
                return;
            }
            String counterpart = ofSessions.replace("/executionsession", path);
            item.forEachEntry((member, operation) -> {
                JsonNode other = paths.path(counterpart).path(member);
                String place = member.toUpperCase(Locale.ROOT) + " " + counterpart;
                String parameters = (member.equals("parameters") ? operation : operation.path("parameters")).toString();
                String others = (member.equals("parameters") ? other : other.path("parameters")).toString();
                String expected = parameters.replace("/ExecutionSession", "/" + schema);
                if (!areWatched) {
                    expected = expected.replace(",{\"$ref\":\"#/components/parameters/Prefer\"}", "");
                }
                if (!others.equals(expected)) {
                    changes.add("give " + place + " the parameters " + expected);
                }
                Set<String> missing = names(operation.path("responses"));
                missing.removeAll(names(other.path("responses")));
                if (!areWatched && member.equals("get") && ofSessions.endsWith("/{id}")) {
                    missing.remove("429");
                }
                if (!missing.isEmpty()) {
                    changes.add("add the responses " + missing + " to " + place);
                }
            });
        });
        return changes;
    }

    private static List<String> differences(
            String place, String what, Collection<String> known, Collection<String> described) {
        List<String> changes = new ArrayList<>();
        known.stream()
                .filter(one -> !described.contains(one))
                .forEach(one -> changes.add("add " + what + one + " to " + place));
        described.stream()
                .filter(one -> !known.contains(one))
                .forEach(one -> changes.add("remove " + what + one + " from " + place));
        return changes;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
