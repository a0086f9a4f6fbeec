package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.detail;
import static org.executionsession.storecontract.Samples.request;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.model.References;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.model.ScriptLogTicket;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.SelectionLimits;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.junit.jupiter.api.Test;

/** Tests that a null argument is rejected with the name of the parameter, and changes nothing. */
@SuppressWarnings("NullAway")
interface NullArgumentsContract extends TestedStore {

    private static void rejects(String parameter, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(parameter);
    }

    @Test
    default void nullArgument_ofTheSessionsIsRejected() {
        writesRejectNull(sessions(), session());
        readsRejectNull(sessions());
    }

    @Test
    default void nullArgument_ofTheResultsIsRejected() {
        writesRejectNull(results(), result(UUID.randomUUID(), null));
        readsRejectNull(results());
    }

    @Test
    default void nullArgument_ofTheDetailsIsRejected() {
        writesRejectNull(details(), detail(UUID.randomUUID(), "message"));
        readsRejectNull(details());
    }

    @Test
    default void nullArgument_ofTheTasksIsRejected() {
        writesRejectNull(
                tasks(), Task.create(TaskDraft.builder().name("task").build(), NOW, Samples.JO, UUID::randomUUID));
        readsRejectNull(tasks());
    }

    @Test
    default void nullArgument_ofTheRunsIsRejected() {
        TaskRun run = TaskRun.first(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), NOW, NOW);
        TaskRunStore runs = storeUnderTest().taskRuns();
        rejects("run", () -> runs.add(null));
        rejects("taskId", () -> runs.find(null));
        rejects("taskId", () -> runs.findProgress(null));
        rejects("next", () -> runs.replace(null, run));
        rejects("read", () -> runs.replace(run, null));
        rejects("read", () -> runs.remove(null));
    }

    @Test
    default void nullArgument_ofTheAttemptsIsRejected() {
        TaskAttemptStore attempts = storeUnderTest().taskAttempts();
        rejects("tasks", () -> attempts.findLast(null, 1, null, CancellationSignal.NONE));
        rejects("signal", () -> attempts.findLast(Set.of(), 1, null, null));
        rejects("signal", () -> storeUnderTest().sessionsOfApps(1, null));
    }

    @Test
    default void nullArgument_ofTheHeartbeatsIsRejected() {
        NodeHeartbeatStore nodes = storeUnderTest().nodeHeartbeats();
        rejects("nodeId", () -> nodes.beat(null, "node", Duration.ofSeconds(1)));
        rejects("nodeName", () -> nodes.beat(UUID.randomUUID(), null, Duration.ofSeconds(1)));
        rejects("pause", () -> nodes.beat(UUID.randomUUID(), "node", null));
        rejects("read", () -> nodes.remove(null));
    }

    @Test
    default void nullArgument_ofTheChangesIsRejected() {
        ChangeStore changes = storeUnderTest().changes();
        rejects("now", () -> changes.assignPositions(null, 1));
        rejects("after", () -> changes.list(null, 1));
        rejects("date", () -> changes.before(null));
        rejects("before", () -> changes.purge(null, 1, 1));
        rejects("listener", () -> changes.onCommit(null));
    }

    @Test
    default void nullArgument_ofTheNotificationsIsRejected() {
        NotificationStore notifications = storeUnderTest().notifications();
        NotificationSubscription subscription = NotificationSubscription.of(
                "https://receiver.example/",
                NotificationScope.of(NotifiedType.EXECUTION_RESULT),
                Caller.SERVICE,
                ChangeCursor.START,
                NOW);
        rejects("subscription", () -> notifications.add(null, usage -> Optional.empty()));
        rejects("replaced", () -> notifications.add(subscription, null));
        rejects("id", () -> notifications.find(null));
        rejects("owner", () -> notifications.usage(null));
        rejects("next", () -> notifications.replace(null, null));
        rejects("next", () -> notifications.enable(null, subscription, usage -> {}));
        rejects("read", () -> notifications.enable(subscription, null, usage -> {}));
        rejects("check", () -> notifications.enable(subscription, subscription, null));
        rejects("read", () -> notifications.remove(null));
    }

    @Test
    default void nullArgument_ofTheScriptLogsIsRejected() {
        ScriptLogTicket ticket = new ScriptLogTicket(UUID.randomUUID(), UUID.randomUUID(), null, "ACME\\jo", NOW);
        ScriptLogStore logs = storeUnderTest().scriptLogs();
        rejects("result", () -> logs.put(null, new ScriptLog("text")));
        rejects("log", () -> logs.put(result(UUID.randomUUID(), null), null));
        rejects("ticket", () -> logs.addTicket(null, NOW));
        rejects("now", () -> logs.addTicket(ticket, null));
        rejects("ticket", () -> logs.addTicketOfFile(null, NOW));
        rejects("now", () -> logs.addTicketOfFile(ticket, null));
        rejects("ticket", () -> logs.findTicket(null, ticket.owner(), NOW));
        rejects("owner", () -> logs.findTicket(ticket.id(), null, NOW));
        rejects("now", () -> logs.findTicket(ticket.id(), ticket.owner(), null));
        rejects("ticket", () -> logs.find(null, ticket.owner(), NOW));
        rejects("owner", () -> logs.find(ticket.id(), null, NOW));
        rejects("now", () -> logs.find(ticket.id(), ticket.owner(), null));
    }

    private static <E extends AuditedEntity> void writesRejectNull(EntityStore<E> store, E entity) {
        IdempotentRequest request = request();
        List<E> entities = List.of(entity);
        rejects("entity", () -> store.add(null));
        rejects("entities", () -> store.addAll(null));
        rejects("entities", () -> store.addAll(null, request, NOW));
        rejects("request", () -> store.addAll(entities, null, NOW));
        rejects("now", () -> store.addAll(entities, request, null));
        rejects("entities", () -> store.addAll(null, References.NONE, request, NOW));
        rejects("references", () -> store.addAll(entities, null, request, NOW));
        rejects("now", () -> store.addAll(entities, References.NONE, request, null));
        rejects("now", () -> store.addAll(entities, References.NONE, null, null));
        assertThat(store.find(entity.id())).isEmpty();

        assertThat(store.addAll(entities, request, NOW)).isEmpty();
        rejects("entity", () -> store.replace(null, entity));
        rejects("read", () -> store.replace(entity, null));
        rejects("entity", () -> store.replace(null, entity, References.NONE));
        rejects("read", () -> store.replace(entity, null, References.NONE));
        rejects("references", () -> store.replace(entity, entity, null));
        Set<UUID> ids = Set.of(entity.id());
        rejects("ids", () -> store.replaceAll(null, current -> {}, current -> current));
        rejects("check", () -> store.replaceAll(ids, null, current -> current));
        rejects("change", () -> store.replaceAll(ids, current -> {}, null));
        rejects("id", () -> store.remove(null));
        rejects("ids", () -> store.removeAll(null));
        rejects("read", () -> store.removeUnchanged(null));
        assertThat(store.find(entity.id())).contains(entity);
    }

    private static <E extends AuditedEntity> void readsRejectNull(EntityStore<E> store) {
        Query<E> query = Query.of(new Filter.OneOf<E>(Set.of(UUID.randomUUID())));
        rejects("id", () -> store.find(null));
        rejects("query", () -> store.forEach(null, entity -> {}));
        rejects("consumer", () -> store.forEach(query, null));
        rejects("query", () -> store.forEach(null, entity -> {}, CancellationSignal.NONE));
        rejects("consumer", () -> store.forEach(query, null, CancellationSignal.NONE));
        rejects("signal", () -> store.forEach(query, entity -> {}, null));
        rejects("filter", () -> store.count(null));
        rejects("filter", () -> store.count(null, CancellationSignal.NONE));
        rejects("signal", () -> store.count(query.filter(), null));
    }

    @Test
    default void nullArgument_ofTheSelectionsIsRejected() {
        Selection selection = SelectionsContract.selection(NOW.plusSeconds(60), List.of());
        IdempotentRequest request = request();
        rejects("selection", () -> selections().add(null, request, SelectionLimits.NONE, NOW));
        rejects("limits", () -> selections().add(selection, request, null, NOW));
        rejects("now", () -> selections().add(selection, request, SelectionLimits.NONE, null));
        rejects("request", () -> selections().findStoredResponse(null, NOW));
        rejects("now", () -> selections().findStoredResponse(request, null));
        rejects("id", () -> selections().find(null));
        assertThat(selections().find(selection.id())).isEmpty();
        assertThat(selections().findStoredResponse(request, NOW)).isEmpty();

        addSelection(selection, NOW);
        rejects("id", () -> selections().delete(null, NOW));
        rejects("countsUntil", () -> selections().delete(selection.id(), null));
        assertThat(selections().find(selection.id())).contains(selection);
    }

    @Test
    default void nullArgument_ofTheStoreIsRejected() {
        rejects("before", () -> storeUnderTest().purgeResults(null, 1));
        rejects("before", () -> storeUnderTest().purgeRecordedTasks(null, 1));
        rejects("now", () -> storeUnderTest().removeExpired(null));
    }
}
