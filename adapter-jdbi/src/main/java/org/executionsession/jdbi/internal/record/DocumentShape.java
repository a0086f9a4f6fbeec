package org.executionsession.jdbi.internal.record;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.OpenEnum;
import org.executionsession.domain.model.TaskDraft;

/**
 * The known properties of a stored document, derived from the domain's records.
 *
 * @param properties the shapes of the properties, by name; empty for a value without properties
 * @param list whether the value is a list of elements with these properties
 */
record DocumentShape(Map<String, DocumentShape> properties, boolean list) {

    static final DocumentShape SESSION = of(ExecutionSessionDraft.class);
    static final DocumentShape RESULT = of(ExecutionResultDraft.class);
    static final DocumentShape DETAIL = of(ExecutionResultDetail.class);
    static final DocumentShape TASK = of(TaskDraft.class);

    /** Returns the paths of all properties of all kinds of documents. */
    static SortedSet<String> paths() {
        SortedSet<String> paths = new TreeSet<>();
        SESSION.collect("document/session", paths);
        RESULT.collect("document/result", paths);
        DETAIL.collect("document/detail", paths);
        TASK.collect("document/task", paths);
        return paths;
    }

    Optional<DocumentShape> find(String name) {
        return Optional.ofNullable(properties.get(name));
    }

    private void collect(String path, SortedSet<String> paths) {
        properties.forEach((name, shape) -> {
            paths.add(path + '/' + name);
            shape.collect(path + '/' + name, paths);
        });
    }

    private static DocumentShape of(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return new DocumentShape(of(generic.getActualTypeArguments()[0]).properties(), true);
        }
        boolean structured =
                type instanceof Class<?> known && known.isRecord() && !OpenEnum.class.isAssignableFrom(known);
        return new DocumentShape(
                structured
                        ? Arrays.stream(((Class<?>) type).getRecordComponents())
                                .collect(Collectors.toUnmodifiableMap(
                                        RecordComponent::getName, component -> of(component.getGenericType())))
                        : Map.of(),
                false);
    }
}
