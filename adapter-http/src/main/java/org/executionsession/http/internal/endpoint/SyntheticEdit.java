package org.executionsession.http.internal.endpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.Filter;
import org.executionsession.http.internal.json.BodyPath;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.JsonMembers;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.json.StrictJsonParser;

/**
 * An edit of all entities of a selection (contract, part 1.3): the modified properties, each with its new value.
 */
final class SyntheticEdit<E extends AuditedEntity, D extends Record> {

    private final EntityResource<E, D> resource;
    private final Instant basedOn;
    private final List<Modified> modified;

    private SyntheticEdit(EntityResource<E, D> resource, Instant basedOn, List<Modified> modified) {
        this.resource = resource;
        this.basedOn = basedOn;
        this.modified = modified;
    }

    /** A modified property, with its index in the body. */
    private record Modified(int index, String name, Object value) {

        String pointer() {
            return "/properties/" + index + "/value";
        }
    }

    /** Reads a body; throws a problem with all errors, if there are any. */
    static <E extends AuditedEntity, D extends Record> SyntheticEdit<E, D> read(
            Object body, EntityResource<E, D> resource) {
        SyntheticEdit<E, D> edit = JsonReader.read("a synthetic entity", body, json -> of(json, resource));
        // Read once in advance, so that a wrong type is an error even if the selection is empty.
        edit.draft(edit.members());
        return edit;
    }

    private static <E extends AuditedEntity, D extends Record> SyntheticEdit<E, D> of(
            JsonReader json, EntityResource<E, D> resource) {
        if (!json.list("children", child -> child).isEmpty()) {
            json.addError("children", "must be empty: a property is changed as a whole");
        }
        if (!json.has("properties")) {
            json.addError("properties", "must be an array of objects with name, value and valueIsModified");
        }
        Set<String> changeable = SyntheticEntity.changeable(resource);
        List<Property> properties = json.list("properties", property -> Property.of(property, changeable));
        List<Modified> modified = new ArrayList<>();
        Instant latest = json.date("latestModifiedDate");
        for (int i = 0; i < properties.size(); i++) {
            Property property = properties.get(i);
            latest = latest == null ? property.date() : latest;
            if (property.isModified()) {
                modified.add(new Modified(i, property.name(), property.value()));
            }
        }
        return new SyntheticEdit<>(resource, latest, List.copyOf(modified));
    }

    /**
     * A property in the body.
     *
     * @param date the value of {@code modifiedDate}, for the version check; null for other properties
     */
    private record Property(String name, Object value, boolean isModified, Instant date) {

        static Property of(JsonReader json, Set<String> changeable) {
            String name = json.requiredText("name");
            boolean isModified = json.flag("valueIsModified");
            if (SyntheticEntity.MODIFIED_DATE.equalsIgnoreCase(name)) {
                return new Property(name, null, false, json.date("value"));
            }
            if (isModified && name != null && !changeable.contains(name)) {
                json.addError("name", "is not a property that can be changed");
            }
            return new Property(name, json.value("value"), isModified, null);
        }
    }

    /** Returns the edit of those entities of the selection that match a filter. */
    BulkEdit<E, D> of(Filter<E> filter) {
        return new BulkEdit<>(filter, basedOn, this::draft);
    }

    private Optional<D> draft(E entity) {
        if (modified.isEmpty()) {
            return Optional.empty();
        }
        Object current =
                StrictJsonParser.parse(Json.write(json -> resource.json().full(entity, null, json)));
        return Optional.of(draft(((JsonMembers) current).with(members())));
    }

    private D draft(JsonMembers members) {
        try {
            return JsonReader.read("a synthetic entity", members, resource.json()::draft);
        } catch (ProblemException rejection) {
            Problem problem = rejection.problem();
            throw new ProblemException(
                    problem.status(),
                    problem.detail(),
                    problem.errors().stream()
                            .map(error -> new Problem.FieldError(inBody(error.pointer()), error.message()))
                            .toList());
        }
    }

    private JsonMembers members() {
        JsonMembers members = new JsonMembers();
        for (Modified property : modified) {
            if (!members.addName(property.name())) {
                throw new ProblemException(
                        400,
                        "the body does not have the form of a synthetic entity",
                        List.of(new Problem.FieldError("/properties/" + property.index() + "/name", "is given twice")));
            }
            members.addValue(property.value());
        }
        return members;
    }

    /** Returns the rejection with paths that point into the body. */
    InvalidDraftException inBody(InvalidDraftException rejection) {
        return new InvalidDraftException(
                rejection.violations().stream().map(this::inBody).toList());
    }

    private Violation inBody(Violation violation) {
        List<String> path = BodyPath.of(violation);
        if (path.isEmpty()) {
            return violation;
        }
        return modified.stream()
                .filter(property -> property.name().equalsIgnoreCase(path.get(0)))
                .findFirst()
                .map(property -> {
                    List<String> bodyPath =
                            new ArrayList<>(List.of("properties", String.valueOf(property.index()), "value"));
                    bodyPath.addAll(path.subList(1, path.size()));
                    return new Violation(bodyPath, violation.message());
                })
                .orElse(violation);
    }

    private String inBody(String pointer) {
        int end = pointer.indexOf('/', 1);
        String name = pointer.substring(1, end < 0 ? pointer.length() : end);
        return modified.stream()
                .filter(property -> property.name().equalsIgnoreCase(name))
                .findFirst()
                .map(property -> property.pointer() + (end < 0 ? "" : pointer.substring(end)))
                .orElse(pointer);
    }
}
