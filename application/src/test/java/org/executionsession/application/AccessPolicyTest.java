package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.application.support.GrantedPrivileges.OWNER;
import static org.executionsession.application.support.GrantedPrivileges.STRANGER;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.GrantedPrivileges;
import org.executionsession.application.support.SessionsOfCaller;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every use case obeys the policy. */
class AccessPolicyTest {

    private final Set<Privilege> granted = EnumSet.noneOf(Privilege.class);
    private final GrantedPrivileges policy = new GrantedPrivileges(granted);
    private final ExecutionSessions sessions =
            ExecutionSessions.builder(new InMemoryStore()).accessPolicy(policy).build();
    private final SessionsOfCaller owner = new SessionsOfCaller(sessions, OWNER);

    @AfterEach
    void close() {
        sessions.close();
    }

    @Nested
    class Privileges {

        @Test
        void withoutRead_entitiesAreNotListedCountedOrFound() {
            ExecutionSession session =
                    owner.create(ExecutionSessionDraft.builder().build());
            assertThat(new SessionsOfCaller(sessions, STRANGER).list()).isEmpty();
            assertThat(owner.list()).containsExactly(session);
            assertThat(sessions.findExecutionSessions().count(Filter.all(), STRANGER))
                    .isZero();
            assertThat(sessions.findExecutionSessions().count(Filter.all(), OWNER))
                    .isEqualTo(1);
            for (UUID id : List.of(session.id(), session.executionResult().id(), UUID.randomUUID())) {
                assertThat(sessions.findExecutionSessions().find(id, STRANGER)).isEmpty();
                assertThat(sessions.executionResults().find(id, STRANGER)).isEmpty();
                assertThat(sessions.executionResultDetails().find(id, STRANGER)).isEmpty();
            }
        }

        @Test
        void withoutCreate_nothingIsStored() {
            granted.add(Privilege.READ);
            ExecutionSessionDraft draft = ExecutionSessionDraft.builder().build();
            assertDenied(
                    Privilege.CREATE, () -> sessions.createExecutionSession().create(draft, STRANGER));
            assertDenied(
                    Privilege.CREATE, () -> sessions.createExecutionSession().createAll(List.of(draft), STRANGER));
            assertThat(sessions.findExecutionSessions().count(Filter.all(), OWNER))
                    .isZero();
            assertThat(sessions.evaluatePrivileges().preview(draft, STRANGER)).containsExactly(Privilege.READ);
        }

        @Test
        void privilegesForAllEntities_areKnownIfThePolicyKnowsThem() {
            assertThat(sessions.evaluatePrivileges().allowedForAll(STRANGER)).isEmpty();
            AccessPolicy reading = new AccessPolicy.ByCaller(caller -> EnumSet.of(Privilege.READ));
            try (ExecutionSessions known = ExecutionSessions.builder(new InMemoryStore())
                    .accessPolicy(reading)
                    .build()) {
                assertThat(known.evaluatePrivileges().allowedForAll(STRANGER)).contains(EnumSet.of(Privilege.READ));
            }
        }

        @Test
        void withoutUpdate_nothingChanges() {
            granted.add(Privilege.READ);
            ExecutionSession session =
                    owner.create(ExecutionSessionDraft.builder().build());
            assertDenied(
                    Privilege.UPDATE,
                    () -> sessions.updateExecutionSession()
                            .update(session.id(), session.content(), session.modifiedDate(), STRANGER));
            assertThat(owner.list()).containsExactly(session);
        }

        @Test
        void aChange_mustNotLeadToAnEntityThatTheCallerMayNotUpdate() {
            AccessPolicy ownUser = (caller, entity) ->
                    entity instanceof ExecutionSession session && session.user().equals(caller.userName())
                            ? EnumSet.allOf(Privilege.class)
                            : EnumSet.of(Privilege.READ);
            try (var guarded = ExecutionSessions.builder(new InMemoryStore())
                    .accessPolicy(ownUser)
                    .build()) {
                ExecutionSessionDraft own =
                        ExecutionSessionDraft.builder().user(OWNER.userName()).build();
                ExecutionSessionDraft foreign = ExecutionSessionDraft.builder()
                        .user(STRANGER.userName())
                        .build();
                ExecutionSession session = guarded.createExecutionSession().create(own, OWNER);
                assertDenied(
                        Privilege.UPDATE,
                        () -> guarded.updateExecutionSession()
                                .update(session.id(), foreign, session.modifiedDate(), OWNER));
                assertThat(guarded.findExecutionSessions().find(session.id(), OWNER))
                        .contains(session);
                assertThat(guarded.updateExecutionSession()
                                .update(session.id(), own, session.modifiedDate(), OWNER)
                                .user())
                        .isEqualTo(OWNER.userName());
            }
        }

        @Test
        void withoutDelete_nothingIsDeletedNotEvenBySelection() {
            granted.addAll(EnumSet.of(Privilege.READ, Privilege.UPDATE));
            ExecutionSession session =
                    owner.create(ExecutionSessionDraft.builder().build());
            assertDenied(Privilege.DELETE, () -> sessions.endExecutionSession().end(session.id(), STRANGER));
            Selection selection = sessions.selections().selectSessions(Filter.all(), STRANGER);
            assertThat(selection.items()).hasSize(1);
            assertDenied(Privilege.DELETE, () -> sessions.selections().endSessions(selection.id(), STRANGER));
            assertThat(owner.list()).containsExactly(session);
            assertThat(sessions.evaluatePrivileges().evaluate(session, STRANGER))
                    .containsExactly(Privilege.READ, Privilege.UPDATE);
        }

        @Test
        void aPage_hasOnlyEntitiesThatTheCallerMayRead() {
            owner.create(ExecutionSessionDraft.builder().build());
            granted.add(Privilege.READ);
            ExecutionSession second =
                    owner.create(ExecutionSessionDraft.builder().build());
            List<ExecutionSession> page = new ArrayList<>();
            sessions.findExecutionSessions()
                    .forEach(
                            new Query<>(new Filter.OneOf<>(Set.of(second.id())), List.of(), 0, 1), STRANGER, page::add);
            assertThat(page).containsExactly(second);
            page.clear();
            sessions.findExecutionSessions().forEach(new Query<>(Filter.all(), List.of(), 1, 5), STRANGER, page::add);
            assertThat(page).hasSize(1);
        }

        private static void assertDenied(Privilege action, ThrowingCallable attempt) {
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(attempt)
                    .withMessage("the caller may not " + action.wireName() + " this execution session");
        }
    }

    /** What a caller without the read privilege learns from a rejection. */
    @Nested
    class InformationDisclosure {

        @Test
        void withoutRead_existingAndMissingEntitiesAreRejectedAlike() {
            granted.addAll(EnumSet.of(Privilege.UPDATE, Privilege.DELETE, Privilege.CREATE));
            ExecutionSession session =
                    owner.create(ExecutionSessionDraft.builder().build());
            ExecutionResultDraft result = new ExecutionResultDraft(ResultOrigin.UNKNOWN, session.executionResult());
            ExecutionResultDetail detail = new ExecutionResultDetail(null, null, "m", null);
            UUID there = sessions.executionResultDetails().create(detail, OWNER).id();
            for (UUID id : List.of(session.id(), session.executionResult().id(), there, UUID.randomUUID())) {
                for (ThrowingCallable attempt : List.<ThrowingCallable>of(
                        () -> sessions.updateExecutionSession().update(id, session.content(), Instant.MAX, STRANGER),
                        () -> sessions.endExecutionSession().end(id, STRANGER),
                        () -> sessions.executionResults().update(id, result, Instant.MAX, STRANGER),
                        () -> sessions.executionResults().delete(id, STRANGER),
                        () -> sessions.executionResultDetails().update(id, detail, Instant.MAX, STRANGER),
                        () -> sessions.executionResultDetails().delete(id, STRANGER))) {
                    assertThatExceptionOfType(NotFoundException.class)
                            .isThrownBy(attempt)
                            .withMessageEndingWith("with the id " + id);
                }
            }
            assertThat(owner.list()).containsExactly(session);
        }

        @Test
        void withoutRead_aReferenceDisclosesNoStoredValues() {
            granted.add(Privilege.CREATE);
            ExecutionSession session =
                    owner.create(ExecutionSessionDraft.builder().build());
            sessions.endExecutionSession().end(session.id(), OWNER);
            ExecutionSessionDraft referring = ExecutionSessionDraft.builder()
                    .id(session.id())
                    .executionResult(
                            ExecutionResult.reference(session.executionResult().id()))
                    .build();
            assertDeniedResult(
                    Privilege.READ, () -> sessions.createExecutionSession().create(referring, STRANGER));
            assertThat(owner.list()).isEmpty();
        }

        @Test
        void withoutRead_referencesToExistingAndMissingEntitiesAreTreatedAlike() {
            granted.addAll(EnumSet.of(Privilege.CREATE, Privilege.UPDATE, Privilege.DELETE));
            InMemoryStore store = new InMemoryStore();
            try (ExecutionSessions byEntity = ExecutionSessions.builder(store)
                            .accessPolicy(policy)
                            .build();
                    ExecutionSessions byCaller = ExecutionSessions.builder(store)
                            .accessPolicy(new AccessPolicy.ByCaller(caller -> policy.allowed(caller, null)))
                            .build()) {
                ExecutionResultDetail detail = new ExecutionResultDetail(UUID.randomUUID(), null, "m", null);
                UUID free =
                        byEntity.executionResultDetails().create(detail, OWNER).id();
                ExecutionResult content = ExecutionResult.of(TaskExecutionStatus.FINISHED_FAIL).toBuilder()
                        .details(List.of(new ExecutionResultDetail(UUID.randomUUID(), null, "m", null)))
                        .build();
                ExecutionSession open = byEntity.createExecutionSession()
                        .create(
                                ExecutionSessionDraft.builder()
                                        .executionResult(content)
                                        .build(),
                                OWNER);
                ExecutionSession ended = byEntity.createExecutionSession()
                        .create(
                                ExecutionSessionDraft.builder()
                                        .executionResult(content)
                                        .build(),
                                OWNER);
                byEntity.endExecutionSession().end(ended.id(), OWNER);

                for (ExecutionSessions library : List.of(byEntity, byCaller)) {
                    for (UUID id : List.of(
                            open.executionResult().id(), ended.executionResult().id(), UUID.randomUUID())) {
                        for (UUID session : Arrays.asList(null, ended.id(), UUID.randomUUID())) {
                            ExecutionSessionDraft draft = ExecutionSessionDraft.builder()
                                    .id(session)
                                    .executionResult(ExecutionResult.reference(id))
                                    .build();
                            assertDeniedResult(
                                    Privilege.READ,
                                    () -> library.createExecutionSession().create(draft, STRANGER));
                        }
                    }
                    for (UUID id : List.of(
                            free, open.executionResult().details().get(0).id(), UUID.randomUUID())) {
                        ExecutionResult referring = content.toBuilder()
                                .details(List.of(ExecutionResultDetail.reference(id)))
                                .build();
                        assertDeniedRead(() -> library.createExecutionSession()
                                .create(
                                        ExecutionSessionDraft.builder()
                                                .executionResult(referring)
                                                .build(),
                                        STRANGER));
                        assertDeniedRead(() -> library.executionResults()
                                .create(new ExecutionResultDraft(ResultOrigin.UNKNOWN, referring), STRANGER));
                    }
                }
                assertThat(byEntity.findExecutionSessions().count(Filter.all(), OWNER))
                        .isEqualTo(1);
            }
        }

        @Test
        void withoutRead_theStatusOfAnEndedResultIsNotDisclosed() {
            granted.add(Privilege.CREATE);
            ExecutionSession session = sessions.createExecutionSession()
                    .create(
                            ExecutionSessionDraft.builder()
                                    .executionResult(ExecutionResult.of(TaskExecutionStatus.FINISHED_SUCCESS))
                                    .build(),
                            OWNER);
            sessions.endExecutionSession().end(session.id(), OWNER);
            ExecutionSessionDraft again = ExecutionSessionDraft.builder()
                    .id(session.id())
                    .executionResult(ExecutionResult.of(TaskExecutionStatus.STARTED).toBuilder()
                            .id(session.executionResult().id())
                            .build())
                    .build();
            assertThatExceptionOfType(ResultConflictException.class)
                    .isThrownBy(() -> sessions.createExecutionSession().create(again, STRANGER))
                    .withMessageNotContaining("status");
        }

        private static void assertDeniedRead(ThrowingCallable attempt) {
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(attempt)
                    .withMessage("the caller may not read this detail of an execution result");
        }

        private static void assertDeniedResult(Privilege action, ThrowingCallable attempt) {
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(attempt)
                    .withMessage("the caller may not " + action.wireName() + " this execution result");
        }
    }
}
