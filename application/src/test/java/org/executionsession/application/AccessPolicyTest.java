package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.ResultInUseException;
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
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every use case obeys the policy. Here owners may do everything, clients only what the test grants them. */
class AccessPolicyTest {

    private static final Caller OWNER = new Caller("ACME", "owner");
    private static final Caller STRANGER = new Caller("ACME", "stranger");

    private final Set<Privilege> granted = EnumSet.noneOf(Privilege.class);
    private final ExecutionSessions sessions = ExecutionSessions.builder(new InMemoryStore())
            .accessPolicy(this::allowed)
            .build();

    private Set<Privilege> allowed(Caller caller, AuditedEntity entity) {
        return caller.equals(OWNER) ? EnumSet.allOf(Privilege.class) : granted;
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    @Nested
    class Privileges {

        @Test
        void withoutRead_entitiesAreNotListedCountedOrFound() {
            ExecutionSession session = created();
            assertThat(listed(STRANGER)).isEmpty();
            assertThat(listed(OWNER)).containsExactly(session);
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
            ExecutionSession session = created();
            assertDenied(
                    Privilege.UPDATE,
                    () -> sessions.updateExecutionSession()
                            .update(session.id(), session.content(), session.modifiedDate(), STRANGER));
            assertThat(listed(OWNER)).containsExactly(session);
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
            ExecutionSession session = created();
            assertDenied(Privilege.DELETE, () -> sessions.endExecutionSession().end(session.id(), STRANGER));
            Selection selection = sessions.selections().selectSessions(Filter.all(), STRANGER);
            assertThat(selection.items()).hasSize(1);
            assertDenied(Privilege.DELETE, () -> sessions.selections().endSessions(selection.id(), STRANGER));
            assertThat(listed(OWNER)).containsExactly(session);
            assertThat(sessions.evaluatePrivileges().evaluate(session, STRANGER))
                    .containsExactly(Privilege.READ, Privilege.UPDATE);
        }

        @Test
        void aPage_hasOnlyEntitiesThatTheCallerMayRead() {
            created();
            granted.add(Privilege.READ);
            ExecutionSession second = created();
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
            ExecutionSession session = created();
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
            assertThat(listed(OWNER)).containsExactly(session);
        }

        @Test
        void withoutRead_aReferenceDisclosesNoStoredValues() {
            granted.add(Privilege.CREATE);
            ExecutionSession session = created();
            sessions.endExecutionSession().end(session.id(), OWNER);
            ExecutionSessionDraft referring = ExecutionSessionDraft.builder()
                    .id(session.id())
                    .executionResult(
                            ExecutionResult.reference(session.executionResult().id()))
                    .build();
            assertDeniedResult(
                    Privilege.READ, () -> sessions.createExecutionSession().create(referring, STRANGER));
            assertThat(listed(OWNER)).isEmpty();
        }

        @Test
        void withoutRead_referencesToExistingAndMissingEntitiesAreTreatedAlike() {
            granted.addAll(EnumSet.of(Privilege.CREATE, Privilege.UPDATE, Privilege.DELETE));
            InMemoryStore store = new InMemoryStore();
            try (ExecutionSessions byEntity = ExecutionSessions.builder(store)
                            .accessPolicy(AccessPolicyTest.this::allowed)
                            .build();
                    ExecutionSessions byCaller = ExecutionSessions.builder(store)
                            .accessPolicy(new AccessPolicy.ByCaller(caller -> allowed(caller, null)))
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

    @Nested
    class Selections {

        @Test
        void selections_listAndDeleteTheirEntitiesAndExpire() {
            ExecutionSession session = created();
            ExecutionSession other = created();
            Selection selection =
                    sessions.selections().select(List.of(new Selection.Item("executionsession", session.id())), OWNER);
            assertThat(sessions.selections().find(selection.id(), OWNER)).isEqualTo(selection);
            sessions.selections().endSessions(selection.id(), OWNER);
            assertThat(listed(OWNER)).containsExactly(other);
            Selection results = sessions.selections().selectResults(Filter.all(), OWNER);
            assertThat(results.items()).hasSize(2);
            sessions.selections().delete(selection.id(), OWNER);
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> sessions.selections().find(selection.id(), OWNER));
        }

        @Test
        void selections_deleteAllOrNothing() {
            ExecutionSession running = created();
            ExecutionSession ended = created();
            sessions.endExecutionSession().end(ended.id(), OWNER);
            Selection results = sessions.selections().selectResults(Filter.all(), OWNER);
            assertThatExceptionOfType(ResultInUseException.class)
                    .isThrownBy(() -> sessions.selections().deleteResults(results.id(), OWNER));
            assertThat(sessions.executionResults().count(Filter.all(), OWNER)).isEqualTo(2);
            granted.add(Privilege.READ);
            Selection theirs = sessions.selections().selectResults(Filter.all(), STRANGER);
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> sessions.selections().deleteResults(theirs.id(), STRANGER));
            sessions.endExecutionSession().end(running.id(), OWNER);
            sessions.selections().deleteResults(results.id(), OWNER);
            assertThat(sessions.executionResults().count(Filter.all(), OWNER)).isZero();
            sessions.selections().deleteResults(results.id(), OWNER);
        }

        @Test
        void selections_areLimited() {
            List<Selection.Item> most =
                    Collections.nCopies(Selection.ITEMS_MAX, new Selection.Item("ExecutionSession", UUID.randomUUID()));
            assertThat(sessions.selections().select(most, OWNER).items()).hasSize(Selection.ITEMS_MAX);
            List<Selection.Item> more = new ArrayList<>(most);
            more.add(most.get(0));
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(() -> sessions.selections().select(more, OWNER))
                    .withMessage("items must be at most 100000");
        }
    }

    private ExecutionSession created() {
        return sessions.createExecutionSession()
                .create(ExecutionSessionDraft.builder().build(), OWNER);
    }

    private List<ExecutionSession> listed(Caller caller) {
        List<ExecutionSession> list = new ArrayList<>();
        sessions.findExecutionSessions().forEach(Query.of(Filter.all(), List.of()), caller, list::add);
        return list;
    }
}
