package org.executionsession.http.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.AppAvailabilityStatus;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.KnownValues;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;

/**
 * An enumeration of the API (contract, part 7.4).
 *
 * @param values the values, each as number and name
 * @param usages the properties of this type, each as schema path and property path
 */
public record Enumeration(List<String> values, List<String> usages) {

    /** The tasks without an app, as the contract names them. */
    private static final List<String> APPLESS_TASK_TYPES = List.of("ExternalProgramTask", "UserSyncTask");

    private static final List<String> TASK_TYPES = List.of("Task", "ReloadTask", "ExternalProgramTask", "UserSyncTask");

    /** Returns all enumerations by name. */
    public static Map<String, Enumeration> all() {
        Map<String, Enumeration> all = new LinkedHashMap<>();
        all.put("TaskExecutionStatus", of(TaskExecutionStatus.KNOWN, List.of()));
        all.put("AbortReason", of(AbortReason.KNOWN, List.of()));
        all.put("TaskType", of(TaskType.KNOWN, List.of()));
        all.put("DetailsType", of(DetailsType.KNOWN, List.of()));
        all.put("AppAvailabilityStatus", of(AppAvailabilityStatus.KNOWN, List.of("App.availabilityStatus")));
        return all;
    }

    /**
     * Finds the usages in our entities by their queryable properties; {@code elsewhere} adds those in referenced
     * entities.
     */
    private static Enumeration of(KnownValues<?> knownValues, List<String> elsewhere) {
        List<String> values = knownValues.names().entrySet().stream()
                .map(name -> name.getKey() + ": " + name.getValue())
                .toList();
        List<String> usages = new ArrayList<>();
        for (QueryableProperties<?> queryableProperties :
                List.of(QueryableProperties.SESSIONS, QueryableProperties.RESULTS, QueryableProperties.DETAILS)) {
            String type = queryableProperties.kind().schemaPath();
            usages(type, queryableProperties, knownValues).forEach(usages::add);
        }
        for (String type : TASK_TYPES) {
            usages(type, QueryableProperties.TASKS, knownValues).forEach(usages::add);
        }
        usages.addAll(elsewhere);
        return new Enumeration(values, usages);
    }

    private static <E> Stream<String> usages(
            String type, QueryableProperties<E> queryableProperties, KnownValues<?> knownValues) {
        return queryableProperties.properties().stream()
                .filter(property ->
                        property.knownValues().filter(knownValues::equals).isPresent())
                .map(Property::path)
                // Only reload tasks have an app.
                .filter(path -> !path.startsWith("app.") || !APPLESS_TASK_TYPES.contains(type))
                .map(path -> type + "." + path);
    }
}
