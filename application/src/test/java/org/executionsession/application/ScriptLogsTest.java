package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.CountedReads;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskReference;
import org.executionsession.domain.port.inbound.ScriptLogs;
import org.junit.jupiter.api.Test;

/** Tests the script logs of results. */
class ScriptLogsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");
    private static final UUID TASK = UUID.randomUUID();

    private final InMemoryStore store = new InMemoryStore();

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private ExecutionSessions library(Instant now) {
        return ExecutionSessions.builder(store).clock(at(now)).build();
    }

    private static ExecutionResultEntity result(ExecutionSessions library, ExecutionResult content) {
        return library.executionResults()
                .create(new ExecutionResultDraft(new ResultOrigin(null, TASK, null, null), content), JO);
    }

    private static ExecutionResult content(TaskExecutionStatus status) {
        return ExecutionResult.builder()
                .status(status)
                .executingNodeName("node")
                .build();
    }

    @Test
    void ticketsOfACallerForALog_areTheSameForSomeTime() {
        try (ExecutionSessions library = library(NOW)) {
            ExecutionResultEntity result = result(library, content(TaskExecutionStatus.STARTED));
            library.scriptLogs().store(result.id(), "text", JO);
            UUID ticket = library.scriptLogs().openTicket(TASK, result.id(), JO);
            assertThat(library.scriptLogs().openTicket(TASK, result.id(), JO)).isEqualTo(ticket);
            assertThat(library.scriptLogs().openTicket(TASK, result.id(), Caller.SERVICE))
                    .isNotEqualTo(ticket);
            assertThat(library.scriptLogs().read(ticket, Caller.SERVICE)).isEmpty();
            try (ExecutionSessions later = library(NOW.plus(ScriptLogs.TICKET_TTL))) {
                UUID next = later.scriptLogs().openTicket(TASK, result.id(), JO);
                assertThat(next).isNotEqualTo(ticket);
                assertThat(later.scriptLogs().read(next, JO)).contains("text");
            }
        }
    }

    @Test
    void ticket_expires() {
        UUID ticket;
        try (ExecutionSessions library = library(NOW)) {
            ExecutionResultEntity result = result(library, content(TaskExecutionStatus.STARTED));
            library.scriptLogs().store(result.id(), "text", JO);
            ticket = library.scriptLogs().openTicket(TASK, result.id(), JO);
        }
        long ttl = ScriptLogs.TICKET_TTL.toMillis();
        Instant end = Instant.ofEpochMilli((NOW.toEpochMilli() / ttl + 2) * ttl);
        try (ExecutionSessions other = library(end.minusMillis(1))) {
            assertThat(other.scriptLogs().read(ticket, JO)).contains("text");
            assertThat(other.scriptLogs().read(ticket, Caller.SERVICE)).isEmpty();
            assertThat(other.purgeExpired().purge(() -> true)).isZero();
        }
        try (ExecutionSessions other = library(end)) {
            assertThat(other.scriptLogs().read(ticket, JO)).isEmpty();
            assertThat(other.purgeExpired().purge(() -> true)).isOne();
        }
    }

    @Test
    void storing_keepsTheOtherProperties() {
        try (ExecutionSessions library = library(NOW)) {
            UUID file = UUID.randomUUID();
            ExecutionResultEntity result = result(
                    library,
                    content(TaskExecutionStatus.FINISHED_FAIL).toBuilder()
                            .fileReferenceId(file)
                            .build());
            ExecutionResultEntity stored = library.scriptLogs().store(result.id(), "a\u00e9", JO);
            assertThat(stored.result())
                    .isEqualTo(result.result().toBuilder()
                            .scriptLogAvailable(true)
                            .scriptLogSize(3)
                            .scriptLogLocation(result.id() + ".log")
                            .build());
            assertThat(library.executionResults().find(result.id(), JO)).contains(stored);
            assertThat(library.scriptLogs().openTicketOfFile(TASK, file, JO)).isNotNull();
        }
    }

    @Test
    void fileReferenceOfSeveralResults_isThatOfTheLast() {
        UUID file = UUID.randomUUID();
        ExecutionResult content = content(TaskExecutionStatus.FINISHED_FAIL).toBuilder()
                .fileReferenceId(file)
                .build();
        for (int i = 0; i < 3; i++) {
            try (ExecutionSessions library = library(NOW.plusSeconds(i))) {
                library.scriptLogs().store(result(library, content).id(), "text " + i, JO);
            }
        }
        AtomicInteger reads = new AtomicInteger();
        try (ExecutionSessions library = ExecutionSessions.builder(
                        CountedReads.ofQueries(store, reads::incrementAndGet))
                .clock(at(NOW.plusSeconds(3)))
                .build()) {
            UUID ticket = library.scriptLogs().openTicketOfFile(TASK, file, JO);
            assertThat(reads).hasValue(1);
            assertThat(library.scriptLogs().read(ticket, JO)).contains("text 2");
        }
    }

    /** Clients choose the ids of results, so any number of sessions can have results with one id. */
    @Test
    void download_readsOneOfTheResultsWithItsId() {
        UUID shared = UUID.randomUUID();
        AtomicInteger reads = new AtomicInteger();
        ExecutionResult content =
                content(TaskExecutionStatus.STARTED).toBuilder().id(shared).build();
        for (int i = 0; i < 3; i++) {
            try (ExecutionSessions library = library(NOW.plusSeconds(i))) {
                library.createExecutionSession()
                        .create(
                                ExecutionSessionDraft.builder()
                                        .reloadTask(
                                                TaskReference.builder().id(TASK).build())
                                        .executionResult(content)
                                        .build(),
                                JO,
                                null);
            }
        }
        try (ExecutionSessions library = ExecutionSessions.builder(
                        CountedReads.ofQueries(store, reads::incrementAndGet))
                .clock(at(NOW.plusSeconds(3)))
                .build()) {
            library.scriptLogs().store(shared, "text", JO);
            UUID ticket = library.scriptLogs().openTicket(TASK, shared, JO);
            reads.set(0);
            assertThat(library.scriptLogs().read(ticket, JO)).contains("text");
            assertThat(reads).hasValue(1);
        }
    }

    @Test
    void resultThatChangesMeanwhile_keepsTheChange() {
        try (ExecutionSessions library = library(NOW)) {
            ExecutionResultEntity result = result(library, content(TaskExecutionStatus.STARTED));
            Instant later = NOW.plusSeconds(1);
            boolean[] changed = {false};
            // The policy is asked between the reading and the update.
            try (ExecutionSessions other = ExecutionSessions.builder(store)
                    .clock(at(later))
                    .accessPolicy((caller, entity) -> {
                        if (!changed[0]) {
                            changed[0] = true;
                            library.executionResults()
                                    .update(
                                            result.id(),
                                            new ExecutionResultDraft(
                                                    result.origin(), content(TaskExecutionStatus.FINISHED_SUCCESS)),
                                            result.modifiedDate(),
                                            JO);
                        }
                        return EnumSet.allOf(Privilege.class);
                    })
                    .build()) {
                ExecutionResultEntity stored = other.scriptLogs().store(result.id(), "text", JO);
                assertThat(stored.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
                assertThat(stored.result().scriptLogAvailable()).isTrue();
            }
        }
    }

    @Test
    void storing_thatIsDenied_changesNothing() {
        try (ExecutionSessions library = library(NOW)) {
            ExecutionResultEntity result = result(library, content(TaskExecutionStatus.STARTED));
            try (ExecutionSessions restricted = ExecutionSessions.builder(store)
                    .accessPolicy((caller, entity) -> hasLog(entity) ? Set.of(Privilege.READ) : allPrivileges())
                    .build()) {
                assertThatThrownBy(() -> restricted.scriptLogs().store(result.id(), "text", JO))
                        .isInstanceOf(AccessDeniedException.class);
            }
            assertThatThrownBy(() -> library.scriptLogs().openTicket(TASK, result.id(), JO))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("the execution result with the id " + result.id() + " has no script log yet");
        }
    }

    private static Set<Privilege> allPrivileges() {
        return EnumSet.allOf(Privilege.class);
    }

    private static boolean hasLog(AuditedEntity entity) {
        return entity instanceof ExecutionResultEntity result && result.result().scriptLogAvailable();
    }

    @Test
    void resultThatTheCallerMayNotRead_doesNotExist() {
        try (ExecutionSessions library = library(NOW)) {
            ExecutionResultEntity result = result(library, content(TaskExecutionStatus.STARTED));
            library.scriptLogs().store(result.id(), "text", JO);
            try (ExecutionSessions restricted = ExecutionSessions.builder(store)
                    .accessPolicy((caller, entity) -> Set.of())
                    .build()) {
                ScriptLogs logs = restricted.scriptLogs();
                assertThatThrownBy(() -> logs.openTicket(TASK, result.id(), JO))
                        .isInstanceOf(NotFoundException.class)
                        .hasMessage("there is no execution result with the id " + result.id() + " of the task " + TASK);
                assertThatThrownBy(() -> logs.store(result.id(), "other", JO)).isInstanceOf(NotFoundException.class);
            }
        }
    }
}
