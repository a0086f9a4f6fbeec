package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.model.ScriptLogTicket;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.inbound.ScriptLogs;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.ScriptLogFiles;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;

/** Implements the use cases of script logs. */
final class ScriptLogService implements ScriptLogs {

    /** The maximum number of attempts for an update that conflicts with concurrent ones. So many are no coincidence. */
    private static final int ATTEMPTS = 100;

    private final ScriptLogStore logs;
    private final ScriptLogFiles files;
    private final EntityStore<Task> tasks;
    private final ExecutionResultService results;
    private final ServiceContext context;
    private final PrivilegeCheck privileges;

    ScriptLogService(
            ExecutionSessionStore store, ScriptLogFiles files, ExecutionResultService results, ServiceContext context) {
        this.logs = store.scriptLogs();
        this.files = files;
        this.tasks = store.tasks();
        this.results = results;
        this.context = context;
        this.privileges = new PrivilegeCheck(context.policy());
    }

    @Override
    public ExecutionResultEntity store(UUID result, String text, Caller caller) {
        requireNonNull(result, "result");
        requireNonNull(text, "text");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, EntityKind.RESULT, Privilege.READ, Privilege.UPDATE);
        ScriptLog log = new ScriptLog(text);
        return describe(result, caller, result + ".log", log.size(), found -> {
            // The text is first: after a crash, a result that is said to have a log has one.
            if (!logs.put(found, log)) {
                throw new NotFoundException(EntityKind.RESULT, result);
            }
        });
    }

    @Override
    public ExecutionResultEntity storeLocation(UUID result, String location, Caller caller) {
        requireNonNull(result, "result");
        requireNonNull(location, "location");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, EntityKind.RESULT, Privilege.READ, Privilege.UPDATE);
        long size = files.size(location).orElseThrow(() -> NotFoundException.scriptLogFile(result, location));
        return describe(result, caller, location, size, found -> {});
    }

    /**
     * Sets the properties of a result that describe its log.
     *
     * @param before is called with the result each time before it is changed
     */
    private ExecutionResultEntity describe(
            UUID id, Caller caller, String location, long size, Consumer<ExecutionResultEntity> before) {
        for (int attempt = 1; ; attempt++) {
            ExecutionResultEntity found = find(id, caller);
            ExecutionResultDraft draft = draft(found, location, size);
            checkUpdate(found, draft, caller);
            before.accept(found);
            try {
                return results.update(id, draft, found.modifiedDate(), caller);
            } catch (VersionConflictException changed) {
                if (attempt == ATTEMPTS) {
                    throw changed;
                }
            }
        }
    }

    private ExecutionResultEntity find(UUID id, Caller caller) {
        return results.find(id, caller).orElseThrow(() -> new NotFoundException(EntityKind.RESULT, id));
    }

    private ExecutionResultDraft draft(ExecutionResultEntity result, String location, long size) {
        UUID file = result.result().fileReferenceId();
        ExecutionResult described = result.result().toBuilder()
                .scriptLogAvailable(true)
                .scriptLogSize(size)
                .scriptLogLocation(location)
                .fileReferenceId(file == null ? context.newIds().get() : file)
                .build();
        return new ExecutionResultDraft(result.origin(), described);
    }

    /** Rejects the caller before the text is stored. */
    private void checkUpdate(ExecutionResultEntity result, ExecutionResultDraft draft, Caller caller) {
        privileges.require(Privilege.UPDATE, result, EntityKind.RESULT, caller);
        ExecutionResultEntity next = result.update(draft, context.clock().instant(), caller, context.newIds());
        privileges.require(Privilege.UPDATE, next, EntityKind.RESULT, caller);
    }

    @Override
    public UUID openTicket(UUID task, UUID result, Caller caller) {
        requireNonNull(task, "task");
        requireNonNull(result, "result");
        requireNonNull(caller, "caller");
        return open(
                ResultProperties.TASK_ID.eq(task).and(ResultProperties.ID.eq(result)),
                caller,
                () -> NotFoundException.resultOfTask(task, result));
    }

    @Override
    public UUID openTicketOfFile(UUID task, UUID fileReference, Caller caller) {
        requireNonNull(task, "task");
        requireNonNull(fileReference, "fileReference");
        requireNonNull(caller, "caller");
        return open(
                ResultProperties.TASK_ID.eq(task).and(ResultProperties.FILE_REFERENCE_ID.eq(fileReference)),
                caller,
                () -> NotFoundException.fileReference(task, fileReference));
    }

    private UUID open(Filter<ExecutionResultEntity> filter, Caller caller, Supplier<NotFoundException> missing) {
        privileges.requireForAll(caller, EntityKind.RESULT, Privilege.READ);
        AtomicReference<ExecutionResultEntity> last = new AtomicReference<>();
        results.forEach(new Query<>(filter, List.of(ResultProperties.CREATED_DATE.desc()), 0, 1), caller, last::set);
        ExecutionResultEntity result = Optional.ofNullable(last.get()).orElseThrow(missing);
        Instant now = context.clock().instant();
        ScriptLogTicket ticket = ticket(result, caller, now);
        if (logs.addTicket(ticket, now)) {
            return ticket.id();
        }
        String location = result.result().scriptLogLocation();
        if (location.isEmpty()) {
            throw NotFoundException.scriptLog(result.id());
        }
        if (files.size(location).isEmpty() || !logs.addTicketOfFile(ticket, now)) {
            throw NotFoundException.scriptLogFile(result.id(), location);
        }
        return ticket.id();
    }

    /**
     * Returns the ticket of a caller for a log. It is the same one for some minutes, however often it is asked for: a caller who may only
     * read cannot fill the store. Its id can be computed, but it is of use to this caller only.
     */
    private static ScriptLogTicket ticket(ExecutionResultEntity result, Caller caller, Instant now) {
        long ttl = TICKET_TTL.toMillis();
        long period = now.toEpochMilli() / ttl;
        UUID execution = result.origin().executionId();
        String name = caller.key() + '\n' + execution + '\n' + result.id() + '\n' + period;
        return new ScriptLogTicket(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                result.id(),
                execution,
                caller.key(),
                Instant.ofEpochMilli((period + 2) * ttl));
    }

    @Override
    public Optional<String> read(UUID ticket, Caller caller) {
        requireNonNull(ticket, "ticket");
        requireNonNull(caller, "caller");
        return read(ticket, caller, task -> true);
    }

    @Override
    public Optional<String> read(UUID ticket, TaskType type, Caller caller) {
        requireNonNull(ticket, "ticket");
        requireNonNull(type, "type");
        requireNonNull(caller, "caller");
        return read(
                ticket,
                caller,
                task -> tasks.find(task)
                        .filter(found -> found.taskType().equals(type))
                        .isPresent());
    }

    private Optional<String> read(UUID id, Caller caller, Predicate<UUID> task) {
        privileges.requireForAll(caller, EntityKind.RESULT, Privilege.READ);
        Instant now = context.clock().instant();
        return logs.findTicket(id, caller.key(), now)
                .flatMap(ticket -> result(ticket, caller))
                .filter(result -> result.origin().taskId() != null
                        && task.test(result.origin().taskId()))
                .flatMap(result -> logs.find(id, caller.key(), now).or(() -> file(result)))
                .map(ScriptLog::text);
    }

    /** Returns the result of a ticket. Several sessions can have results with one id, so only that of its session is read. */
    private Optional<ExecutionResultEntity> result(ScriptLogTicket ticket, Caller caller) {
        UUID execution = ticket.executionId();
        Filter<ExecutionResultEntity> byId = ResultProperties.ID.eq(ticket.resultId());
        AtomicReference<ExecutionResultEntity> found = new AtomicReference<>();
        results.forEach(
                Query.of(execution == null ? byId : byId.and(ResultProperties.EXECUTION_ID.eq(execution)), List.of()),
                caller,
                result -> {
                    if (Objects.equals(result.origin().executionId(), execution)) {
                        found.set(result);
                    }
                });
        return Optional.ofNullable(found.get());
    }

    private Optional<ScriptLog> file(ExecutionResultEntity result) {
        String location = result.result().scriptLogLocation();
        if (location.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                files.read(location).orElseThrow(() -> NotFoundException.scriptLogFile(result.id(), location)));
    }
}
