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
 * An enumeration of the contract as clients ask for it, part 7.4.
 *
 * @param values each as its number and its name
 * @param usages the properties that hold it, each behind the schema path of its entity
 */
public record Enumeration(List<String> values, List<String> usages) {

    /** Every enumeration, by name. */
    public static Map<String, Enumeration> all() {
        Map<String, Enumeration> all = new LinkedHashMap<>();
        all.put("TaskExecutionStatus", of(TaskExecutionStatus.KNOWN, List.of()));
        all.put("AbortReason", of(AbortReason.KNOWN, List.of()));
        all.put(
                "TaskType",
                of(
                        TaskType.KNOWN,
                        List.of(
                                "ReloadTask.taskType",
                                "UserSyncTask.taskType",
                                "ExternalProgramTask.taskType",
                                "Task.taskType")));
        all.put("DetailsType", of(DetailsType.KNOWN, List.of()));
        all.put("AppAvailabilityStatus", of(AppAvailabilityStatus.KNOWN, List.of("App.availabilityStatus")));
        return all;
    }

    /** The catalogues know our own entities; what these refer to is recorded elsewhere, and told here. */
    private static Enumeration of(KnownValues<?> book, List<String> elsewhere) {
        List<String> values = book.names().entrySet().stream()
                .map(name -> name.getKey() + ": " + name.getValue())
                .toList();
        List<String> usages = new ArrayList<>();
        for (QueryableProperties<?> catalogue :
                List.of(QueryableProperties.SESSIONS, QueryableProperties.RESULTS, QueryableProperties.DETAILS)) {
            usages(catalogue, book).forEach(usages::add);
        }
        usages.addAll(elsewhere);
        return new Enumeration(values, usages);
    }

    private static <E> Stream<String> usages(QueryableProperties<E> catalogue, KnownValues<?> book) {
        return catalogue.properties().stream()
                .filter(property -> property.knownValues().filter(book::equals).isPresent())
                .map(Property::path)
                .map(path -> catalogue.kind().schemaPath() + "." + path);
    }
}
