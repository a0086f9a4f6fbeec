package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy to which the caller alone matters decides as one that is asked for each entity, without being asked. */
class CallerPolicyTest {

    private static final Caller OWNER = new Caller("ACME", "owner");
    private static final Caller READER = new Caller("ACME", "reader");
    private static final Caller STRANGER = new Caller("ACME", "stranger");

    private static Set<Privilege> rights(Caller caller) {
        if (caller.equals(OWNER)) {
            return EnumSet.allOf(Privilege.class);
        }
        return caller.equals(READER) ? Set.of(Privilege.READ) : Set.of();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPolicyByCaller_decidesAlikeForOneAndForAllEntities(boolean byCaller) {
        AccessPolicy policy =
                byCaller ? new AccessPolicy.ByCaller(CallerPolicyTest::rights) : (caller, entity) -> rights(caller);
        try (var sessions = ExecutionSessions.builder(new InMemoryStore())
                .accessPolicy(policy)
                .build()) {
            ExecutionSession session = created(sessions);
            for (Caller reads : List.of(OWNER, READER)) {
                assertThat(listed(sessions, reads)).containsExactly(session);
                assertThat(sessions.findExecutionSessions().count(Filter.all(), reads))
                        .isEqualTo(1);
            }
            assertThat(listed(sessions, STRANGER)).isEmpty();
            assertThat(sessions.findExecutionSessions().count(Filter.all(), STRANGER))
                    .isZero();
            Selection selection = sessions.selections().selectSessions(Filter.all(), OWNER);
            for (Caller denied : List.of(READER, STRANGER)) {
                if (byCaller) {
                    assertThatExceptionOfType(AccessDeniedException.class)
                            .isThrownBy(() -> sessions.selections().endSessions(selection.id(), denied));
                }
            }
            assertThat(listed(sessions, OWNER)).containsExactly(session);
            sessions.selections().endSessions(selection.id(), OWNER);
            assertThat(listed(sessions, OWNER)).isEmpty();
        }
    }

    @Test
    void aPolicyByCaller_isNotAskedForEachEntityOfAList() {
        AccessPolicy policy = new AccessPolicy() {
            @Override
            public Set<Privilege> allowed(Caller caller, AuditedEntity entity) {
                assertThat(caller).as("who is asked for, with an entity").isEqualTo(OWNER);
                return EnumSet.allOf(Privilege.class);
            }

            @Override
            public Optional<Set<Privilege>> allowedForAll(Caller caller) {
                return Optional.of(caller.equals(OWNER) ? EnumSet.allOf(Privilege.class) : Set.of(Privilege.READ));
            }
        };
        try (var sessions = ExecutionSessions.builder(new InMemoryStore())
                .accessPolicy(policy)
                .build()) {
            ExecutionSession session = created(sessions);
            assertThat(listed(sessions, READER)).containsExactly(session);
            assertThat(sessions.findExecutionSessions().count(Filter.all(), READER))
                    .isEqualTo(1);
        }
    }

    /** The right is asked for before anything else: whether there is something to do, whether it is right, and is there. */
    @Test
    void anOperationWithoutItsPrivilege_isRejectedBeforeTheStoreIsRead() {
        AccessPolicy policy = new AccessPolicy.ByCaller(CallerPolicyTest::rights);
        InterruptedStore store = new InterruptedStore(new InMemoryStore());
        try (var sessions =
                ExecutionSessions.builder(store).accessPolicy(policy).build()) {
            ExecutionSession session = created(sessions);
            var wrong = ExecutionSessionDraft.builder().retries(-1).build();
            var wrongResult = new ExecutionResultDraft(
                    ResultOrigin.UNKNOWN,
                    ExecutionResult.builder().scriptLogSize(-1).build());
            var wrongDetail = new ExecutionResultDetail(null, null, "\u0000", null);
            var key = new IdempotencyKey("key");
            store.beforeTheNextKeyedRequest(() -> {
                throw new AssertionError("nothing is stored for callers without the right, nor for nothing");
            });
            for (Caller denied : List.of(READER, STRANGER)) {
                for (IdempotencyKey optional : Arrays.asList(null, key)) {
                    assertDenied(() -> sessions.createExecutionSession().createAll(List.of(), denied, optional));
                    assertDenied(() -> sessions.executionResults().createAll(List.of(), denied, optional));
                    assertDenied(() -> sessions.executionResultDetails().createAll(List.of(), denied, optional));
                    assertDenied(() -> sessions.createExecutionSession().create(wrong, denied, optional));
                    assertDenied(() -> sessions.executionResults().create(wrongResult, denied, optional));
                    assertDenied(() -> sessions.executionResultDetails().create(wrongDetail, denied, optional));
                }
                for (UUID id : List.of(session.id(), session.executionResult().id(), UUID.randomUUID())) {
                    assertDenied(() -> sessions.updateExecutionSession().update(id, wrong, null, denied));
                    assertDenied(() -> sessions.executionResults().update(id, wrongResult, null, denied));
                    assertDenied(() -> sessions.executionResultDetails().update(id, wrongDetail, null, denied));
                    assertDenied(() -> sessions.endExecutionSession().end(id, denied));
                    assertDenied(() -> sessions.executionResults().delete(id, denied));
                    assertDenied(() -> sessions.executionResultDetails().delete(id, denied));
                }
            }
            for (UUID id : List.of(session.id(), session.executionResult().id(), UUID.randomUUID())) {
                assertDenied(() -> sessions.findExecutionSessions().find(id, STRANGER));
                assertDenied(() -> sessions.executionResults().find(id, STRANGER));
                assertDenied(() -> sessions.executionResultDetails().find(id, STRANGER));
            }
            assertThat(sessions.createExecutionSession().createAll(List.of(), OWNER, key))
                    .isEmpty();
            assertThat(sessions.createExecutionSession().createAll(List.of(), OWNER, key))
                    .as("sent again")
                    .isEmpty();
            assertThat(sessions.evaluatePrivileges().allowedForAll(READER)).contains(Set.of(Privilege.READ));
        }
    }

    private static void assertDenied(ThrowingCallable attempt) {
        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(attempt);
    }

    @Test
    void aCallerWithoutPrivileges_cannotUseSelections() {
        AccessPolicy policy = new AccessPolicy.ByCaller(CallerPolicyTest::rights);
        try (var sessions = ExecutionSessions.builder(new InMemoryStore())
                .accessPolicy(policy)
                .build()) {
            UUID selection = sessions.selections().select(List.of(), READER).id();
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> sessions.selections().select(List.of(), STRANGER))
                    .withMessage("the caller may not read anything");
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> sessions.selections().find(selection, STRANGER));
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> sessions.selections().delete(selection, STRANGER));
            sessions.selections().delete(selection, READER);
        }
    }

    private static ExecutionSession created(ExecutionSessions sessions) {
        return sessions.createExecutionSession()
                .create(ExecutionSessionDraft.builder().build(), OWNER);
    }

    private static List<ExecutionSession> listed(ExecutionSessions sessions, Caller caller) {
        List<ExecutionSession> list = new ArrayList<>();
        sessions.findExecutionSessions().forEach(Query.of(Filter.all(), List.of()), caller, list::add);
        return list;
    }
}
