package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes one kind of entity as JSON (contract, part 6).
 *
 * @param <E> the entity
 * @param <D> its draft
 */
public final class EntityJson<E, D> {

    public static final EntityJson<ExecutionSession, ExecutionSessionDraft> SESSIONS = new EntityJson<>(
            ExecutionSessionReader::draft, ExecutionSessionWriter::full, ExecutionSessionWriter::condensed);

    public static final EntityJson<ExecutionResultEntity, ExecutionResultDraft> RESULTS = new EntityJson<>(
            ExecutionResultReader::draft, ExecutionResultWriter::full, ExecutionResultWriter::condensed);

    public static final EntityJson<ExecutionResultDetailEntity, ExecutionResultDetail> DETAILS = new EntityJson<>(
            ExecutionResultDetailReader::draft,
            ExecutionResultDetailWriter::full,
            (detail, privileges, json) -> ExecutionResultDetailWriter.condensed(detail.detail(), privileges, json));

    /** Tasks of every type. A task without an app has the property {@code app}, too. */
    public static final EntityJson<Task, TaskDraft> TASKS = tasks(null, TaskWriter::fullWithApp);

    private final BiFunction<JsonReader, @Nullable E, D> reader;
    private final Writer<E> full;
    private final Writer<E> condensed;

    private EntityJson(Function<JsonReader, D> reader, Writer<E> full, Writer<E> condensed) {
        this((json, stored) -> reader.apply(json), full, condensed);
    }

    private EntityJson(BiFunction<JsonReader, @Nullable E, D> reader, Writer<E> full, Writer<E> condensed) {
        this.reader = reader;
        this.full = full;
        this.condensed = condensed;
    }

    /** Returns how tasks of one type are read and written. A draft of another type is an error. */
    public static EntityJson<Task, TaskDraft> tasks(TaskType type) {
        return tasks(type, type.equals(TaskType.RELOAD) ? TaskWriter::fullWithApp : TaskWriter::full);
    }

    private static EntityJson<Task, TaskDraft> tasks(@Nullable TaskType type, Writer<Task> full) {
        return new EntityJson<>((json, stored) -> TaskReader.draft(json, type, stored), full, TaskWriter::condensed);
    }

    /** Writes an entity; the privileges are null unless the request asks for them. */
    @FunctionalInterface
    private interface Writer<E> {
        void write(E entity, @Nullable List<String> privileges, JsonGenerator json) throws IOException;
    }

    /** Reads a draft. The reader collects the errors. */
    public D draft(JsonReader json) {
        return reader.apply(json, null);
    }

    /** Reads the draft of an update, which can keep values of the stored entity; null for an entity that keeps none. */
    public D update(JsonReader json, @Nullable E stored) {
        return reader.apply(json, stored);
    }

    /** Writes the full entity; {@code privileges} is null unless the request asks for them. */
    public void full(E entity, @Nullable List<String> privileges, JsonGenerator json) throws IOException {
        full.write(entity, privileges, json);
    }

    /** Writes the condensed entity; {@code privileges} is null unless the request asks for them. */
    public void condensed(E entity, @Nullable List<String> privileges, JsonGenerator json) throws IOException {
        condensed.write(entity, privileges, json);
    }
}
