package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task that clients start, stop and watch. The host defines it, or it is known only because recorded sessions refer to it. Then it
 * is <em>recorded</em>: it is listed, but it can be neither changed nor started.
 *
 * @param audit when it was created, and when and by whom it was last changed; never null
 * @param content the values that clients set; never null. Its id is not null
 * @param recorded whether the task is known only from sessions
 * @param lastResult the result of the task that was created last; null if the task was never started
 */
public record Task(
        AuditFields audit,
        TaskDraft content,
        boolean recorded,
        @Nullable ExecutionResult lastResult) implements AuditedEntity {

    /** The maximum length of a name, in UTF-16 units. */
    private static final int NAME_MAX = 1_000;

    /** Rejects null, and content without an id. */
    public Task {
        requireNonNull(audit, "audit");
        requireNonNull(content, "content");
        requireNonNull(content.id(), "content.id");
    }

    /**
     * Creates a task from a draft. A missing id is generated.
     *
     * @param draft the draft; not null and valid
     * @param at the current time; not null
     * @param by the caller; not null
     * @param newIds generates ids; not null
     * @return the task, created and modified now, never started
     */
    public static Task create(TaskDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        requireNonNull(draft, "draft");
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        requireNonNull(newIds, "newIds");
        return new Task(
                AuditFields.created(at, by.userName()),
                draft.toBuilder()
                        .id(draft.id() == null ? newIds.get() : draft.id())
                        .app(AppReference.resolved(draft.app(), null))
                        .build(),
                false,
                null);
    }

    /**
     * Returns the id of the task that reloads an app when a caller asks for it. It is always the same, so that concurrent callers create
     * one task.
     *
     * @param app the app; not null
     * @return the id
     */
    public static UUID idOfManualReload(UUID app) {
        requireNonNull(app, "app");
        return UUID.nameUUIDFromBytes(("manually triggered reload of " + app).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the name of the task that reloads an app when a caller asks for it, as in QRS (contract, part 8).
     *
     * @param app the app; not null
     * @return the name, with the beginning of a long name of the app
     */
    public static String nameOfManualReload(AppReference app) {
        requireNonNull(app, "app");
        String name = "Manually triggered reload of " + app.name();
        int end = Math.min(name.length(), NAME_MAX);
        return name.substring(0, Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end);
    }

    /**
     * Returns the tasks that a name means. A recorded task does not count if the host has one with the name, because any recorder can
     * name a task.
     *
     * @param found all tasks that have the name; not null
     * @return those of the host, if there are any; otherwise all
     */
    public static List<Task> meant(List<Task> found) {
        requireNonNull(found, "found");
        List<Task> ofHost = found.stream().filter(task -> !task.recorded()).toList();
        return ofHost.isEmpty() ? List.copyOf(found) : ofHost;
    }

    /**
     * Returns the task to which a session refers: the first of its references that has an id.
     *
     * @param session the session; not null
     * @return a recorded task with the audit fields of the session's creation; null if the session refers to no task
     */
    public static @Nullable Task recordedBy(ExecutionSession session) {
        requireNonNull(session, "session");
        return Stream.of(session.reloadTask(), session.userSyncTask(), session.externalProgramTask())
                .filter(Objects::nonNull)
                .filter(task -> task.id() != null)
                .findFirst()
                .map(task -> new Task(
                        AuditFields.created(session.createdDate(), session.modifiedByUserName()),
                        TaskDraft.builder()
                                .id(task.id())
                                .name(task.name())
                                .taskType(task.taskType())
                                .enabled(task.enabled())
                                .taskSessionTimeout(task.taskSessionTimeout())
                                .maxRetries(task.maxRetries())
                                .app(session.app())
                                .nextExecution(
                                        task.operational() == null
                                                ? null
                                                : task.operational().nextExecution())
                                .build(),
                        true,
                        null))
                .orElse(null);
    }

    /**
     * Returns this task with all values of a draft.
     *
     * @param draft the draft; not null and valid
     * @param at the current time; not null
     * @param by the caller; not null
     * @return the task with the same id and a later modifiedDate
     */
    public Task update(TaskDraft draft, Instant at, Caller by) {
        requireNonNull(draft, "draft");
        requireNonNull(at, "at");
        requireNonNull(by, "by");
        return new Task(
                audit.modified(at, by.userName()),
                draft.toBuilder()
                        .id(id())
                        .app(AppReference.resolved(draft.app(), app()))
                        .build(),
                recorded,
                lastResult);
    }

    /**
     * Returns this recorded task with the values of a later session.
     *
     * @param next the task as {@link #recordedBy} returns it for the session, with the same id; not null
     * @return this task if it has these values already; otherwise a task with them, the caller of the session and a later modifiedDate
     */
    public Task replacedBy(Task next) {
        requireNonNull(next, "next");
        return next.content.equals(content)
                ? this
                : new Task(
                        audit.modified(next.modifiedDate(), next.modifiedByUserName()),
                        next.content,
                        recorded,
                        lastResult);
    }

    /**
     * Returns this task with another last result; nothing else changes.
     *
     * @param result the result; null if the task was never started
     * @return the task
     */
    public Task withLastResult(@Nullable ExecutionResult result) {
        return new Task(audit, content, recorded, result);
    }

    @Override
    public List<ExecutionResultDetail> details() {
        return lastResult == null ? List.of() : lastResult.details();
    }

    @Override
    public EntityKind kind() {
        return EntityKind.TASK;
    }

    /** Returns the name of the task's type in the contract, which depends on the kind of work, such as {@code ReloadTask}. */
    @Override
    public String schemaPath() {
        return switch (taskType().number()) {
            case 0 -> "ReloadTask";
            case 1 -> "ExternalProgramTask";
            case 2 -> "UserSyncTask";
            default -> kind().schemaPath();
        };
    }

    /** Returns the id of the content. */
    @Override
    public UUID id() {
        return requireNonNull(content.id(), "content.id");
    }

    /**
     * Returns the name by which clients start it.
     *
     * @return never null
     */
    public String name() {
        return content.name();
    }

    /**
     * Returns the kind of work.
     *
     * @return never null
     */
    public TaskType taskType() {
        return content.taskType();
    }

    /**
     * Returns the app that it reloads.
     *
     * @return null when none
     */
    public @Nullable AppReference app() {
        return content.app();
    }

    /**
     * Returns the state of the task. A task that was never started has a result with the status
     * {@link TaskExecutionStatus#NEVER_STARTED}, because clients of the contract read the result without a null check (contract,
     * part 8).
     *
     * @return never null, and neither is its result
     */
    public TaskOperational operational() {
        ExecutionResult last =
                lastResult == null ? ExecutionResult.builder().id(id()).build() : lastResult;
        return new TaskOperational(id(), last, content.nextExecution());
    }

    /**
     * Returns this task as sessions refer to it.
     *
     * @return never null
     */
    public TaskReference toReference() {
        return TaskReference.builder()
                .id(id())
                .name(name())
                .taskType(taskType())
                .enabled(content.enabled())
                .taskSessionTimeout(content.taskSessionTimeout())
                .maxRetries(content.maxRetries())
                .build();
    }
}
