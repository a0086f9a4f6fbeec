package org.executionsession.http.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.NotificationLimits;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.inbound.AbortOverdueSessions;
import org.executionsession.domain.port.inbound.AdvanceTaskRuns;
import org.executionsession.domain.port.inbound.ChangeNotifications;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindApps;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.FindTaskStatistics;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.inbound.NodeHeartbeats;
import org.executionsession.domain.port.inbound.PurgeExpired;
import org.executionsession.domain.port.inbound.PurgeResults;
import org.executionsession.domain.port.inbound.ScriptLogs;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.inbound.StopTask;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.NotificationSender;
import org.executionsession.domain.port.outbound.ScriptLogFiles;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/**
 * The use cases on a store in memory, with a clock that stands still. The user {@code guest} may only read, {@code nobody} may do
 * nothing, and all others may do everything.
 */
public final class TestUseCases implements UseCases, AutoCloseable {

    public static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    /** The file that the example of the API document names. */
    private static final String FILE = "nightly/42.log";

    private final InMemoryStore store;
    private final Map<String, String> files;
    private final ExecutionSessions library;
    private final CreateExecutionSession create;
    private final FindExecutionSessions find;
    private final StartTask start;
    private final Selections selections;

    public TestUseCases() {
        this(new AccessPolicy.ByCaller(TestUseCases::allowed));
    }

    public TestUseCases(AccessPolicy policy) {
        store = new InMemoryStore();
        files = new ConcurrentHashMap<>(Map.of(FILE, "log"));
        library = ExecutionSessions.builder(store)
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .accessPolicy(policy)
                .taskExecutor(new AcceptingExecutor())
                .notificationSender(new CollectingSender())
                .notificationLimits(new NotificationLimits(20, 10, Duration.ofDays(7)))
                .scriptLogFiles(new FilesInMemory(files))
                .build();
        create = library.createExecutionSession();
        find = library.findExecutionSessions();
        start = library.startTask();
        selections = library.selections();
    }

    private TestUseCases(
            TestUseCases others,
            CreateExecutionSession create,
            FindExecutionSessions find,
            StartTask start,
            Selections selections) {
        this.store = others.store;
        this.files = others.files;
        this.library = others.library;
        this.create = create;
        this.find = find;
        this.start = start;
        this.selections = selections;
    }

    /** Accepts every attempt. Clients end it through the contract. */
    private static final class AcceptingExecutor implements TaskExecutor {

        @Override
        public void start(TaskRun run, Task task) {}

        @Override
        public void stop(TaskRun run, Task task) {}
    }

    /** Accepts every notification, without a call. URLs must begin with {@code https://}. */
    private static final class CollectingSender implements NotificationSender {

        @Override
        public void check(String callbackUrl) {
            if (!callbackUrl.startsWith("https://")) {
                throw new NotificationRejectedException("the callback URL must begin with https://");
            }
        }

        @Override
        public String receiver(String callbackUrl) {
            return callbackUrl;
        }

        @Override
        public CompletionStage<NotificationOutcome> send(NotificationMessage message) {
            return CompletableFuture.completedFuture(NotificationOutcome.ACCEPTED);
        }
    }

    private record FilesInMemory(Map<String, String> textByLocation) implements ScriptLogFiles {

        @Override
        public OptionalLong size(String location) {
            return read(location).map(log -> OptionalLong.of(log.size())).orElseGet(OptionalLong::empty);
        }

        @Override
        public Optional<ScriptLog> read(String location) {
            return Optional.ofNullable(textByLocation.get(location)).map(ScriptLog::new);
        }
    }

    /** Returns the texts of the script logs in files, by location. */
    public Map<String, String> files() {
        return files;
    }

    private static Set<Privilege> allowed(Caller caller) {
        return switch (caller.userId()) {
            case "guest" -> EnumSet.of(Privilege.READ);
            case "nobody" -> EnumSet.noneOf(Privilege.class);
            default -> EnumSet.allOf(Privilege.class);
        };
    }

    /** Returns the same use cases with another implementation of one. */
    public TestUseCases with(CreateExecutionSession other) {
        return new TestUseCases(this, other, find, start, selections);
    }

    /** Returns the same use cases with another implementation of one. */
    public TestUseCases with(FindExecutionSessions other) {
        return new TestUseCases(this, create, other, start, selections);
    }

    /** Returns the same use cases with another implementation of one. */
    public TestUseCases with(StartTask other) {
        return new TestUseCases(this, create, find, other, selections);
    }

    /** Returns the same use cases with another implementation of one. */
    public TestUseCases with(Selections other) {
        return new TestUseCases(this, create, find, start, other);
    }

    /** Returns the number of sessions in the store. */
    public long sessionCount() {
        return library.findExecutionSessions().count(Filter.all(), Caller.SERVICE);
    }

    /** Deletes all data. */
    public void clear() {
        ids(library.findExecutionSessions())
                .forEach(id -> library.endExecutionSession().end(id, Caller.SERVICE));
        ids(library.executionResults()).forEach(id -> library.executionResults().delete(id, Caller.SERVICE));
        ids(library.executionResultDetails())
                .forEach(id -> library.executionResultDetails().delete(id, Caller.SERVICE));
        ids(library.manageTasks()).forEach(id -> library.manageTasks().delete(id, Caller.SERVICE));
        library.changeNotifications()
                .forEach(Caller.SERVICE, each -> library.changeNotifications().unsubscribe(each.id(), Caller.SERVICE));
        store.removeExpired(Instant.MAX);
    }

    private static <E extends AuditedEntity> Set<UUID> ids(FindEntities<E> entities) {
        Set<UUID> ids = new HashSet<>();
        entities.forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, entity -> ids.add(entity.id()));
        return ids;
    }

    @Override
    public CreateExecutionSession createExecutionSession() {
        return create;
    }

    @Override
    public FindExecutionSessions findExecutionSessions() {
        return find;
    }

    @Override
    public UpdateExecutionSession updateExecutionSession() {
        return library.updateExecutionSession();
    }

    @Override
    public EndExecutionSession endExecutionSession() {
        return library.endExecutionSession();
    }

    @Override
    public ExecutionResults executionResults() {
        return library.executionResults();
    }

    @Override
    public ExecutionResultDetails executionResultDetails() {
        return library.executionResultDetails();
    }

    @Override
    public Selections selections() {
        return selections;
    }

    @Override
    public ManageTasks manageTasks() {
        return library.manageTasks();
    }

    @Override
    public FindTaskStatistics findTaskStatistics() {
        return library.findTaskStatistics();
    }

    @Override
    public StartTask startTask() {
        return start;
    }

    @Override
    public StopTask stopTask() {
        return library.stopTask();
    }

    @Override
    public FindApps findApps() {
        return library.findApps();
    }

    @Override
    public ScriptLogs scriptLogs() {
        return library.scriptLogs();
    }

    @Override
    public AdvanceTaskRuns advanceTaskRuns() {
        return library.advanceTaskRuns();
    }

    @Override
    public EvaluatePrivileges evaluatePrivileges() {
        return library.evaluatePrivileges();
    }

    @Override
    public AbortOverdueSessions abortOverdueSessions() {
        return library.abortOverdueSessions();
    }

    @Override
    public PurgeResults purgeResults() {
        return library.purgeResults();
    }

    @Override
    public ChangeNotifications changeNotifications() {
        return library.changeNotifications();
    }

    @Override
    public WatchExecutions watchExecutions() {
        return library.watchExecutions();
    }

    @Override
    public NodeHeartbeats nodeHeartbeats() {
        return library.nodeHeartbeats();
    }

    @Override
    public PurgeExpired purgeExpired() {
        return library.purgeExpired();
    }

    @Override
    public void close() {
        library.close();
    }
}
