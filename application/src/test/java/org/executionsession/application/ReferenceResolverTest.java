package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.application.support.SessionsOfCaller;
import org.executionsession.application.support.SizedReads;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.query.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where nothing but an id is said of something, what is recorded with it stays, and shows. */
class ReferenceResolverTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");

    private final InterruptedStore store = new InterruptedStore(new InMemoryStore());
    private final ExecutionSessions sessions = ExecutionSessions.builder(store)
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();

    private final SessionsOfCaller jo = new SessionsOfCaller(sessions, JO);

    @AfterEach
    void close() {
        sessions.close();
    }

    /** References can make a result larger than any body, which the memory of the server does not bear. */
    @Nested
    class Size {

        private static final int LARGE = 99_000;

        private List<ExecutionResultDetail> details(int count, String message) {
            return Stream.generate(() -> sessions.executionResultDetails()
                            .create(new ExecutionResultDetail(null, DetailsType.INFORMATION, message, NOW), JO, null)
                            .id())
                    .limit(count)
                    .map(ExecutionResultDetail::reference)
                    .toList();
        }

        private ExecutionResultDraft result(List<ExecutionResultDetail> details) {
            return new ExecutionResultDraft(
                    ResultOrigin.UNKNOWN,
                    ExecutionResult.builder().details(details).build());
        }

        private ExecutionResultEntity create(List<ExecutionResultDetail> details) {
            return sessions.executionResults().create(result(details), JO, null);
        }

        private static void isTooLarge(ThrowingCallable call) {
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(call)
                    .satisfies(invalid -> assertThat(invalid.violations())
                            .singleElement()
                            .extracting(Violation::message)
                            .asString()
                            .contains("at most 1048576 bytes of JSON"));
        }

        @Test
        void aResult_canReferToAMegabyteAndNoMore() {
            String message = "m".repeat(LARGE);
            assertThat(create(details(10, message)).result().details()).hasSize(10);
            List<ExecutionResultDetail> tooMany = details(11, message);
            isTooLarge(() -> create(tooMany));
            assertThat(create(details(1_000, "m")).result().details()).hasSize(1_000);
        }

        @Test
        void severalEntitiesOfARequest_areCountedTogether() {
            List<ExecutionResultDetail> one = details(6, "m".repeat(LARGE));
            List<ExecutionResultDetail> other = details(6, "m".repeat(LARGE));
            isTooLarge(() -> sessions.executionResults().createAll(List.of(result(one), result(other)), JO, null));
            assertThat(create(one).result().details()).hasSize(6);
            assertThat(create(other).result().details()).hasSize(6);
        }

        /** Messages are not all: an id refers to a thousand details. */
        @Test
        void manyDetailsWithoutMessages_areLimited() {
            List<ExecutionSessionDraft> drafts = new ArrayList<>();
            ExecutionResult content = ExecutionResult.builder()
                    .details(Collections.nCopies(
                            ExecutionResult.DETAILS_MAX,
                            new ExecutionResultDetail(null, DetailsType.INFORMATION, "", NOW)))
                    .build();
            for (int i = 0; i < 11; i++) {
                UUID stored = sessions.executionResults()
                        .create(new ExecutionResultDraft(ResultOrigin.UNKNOWN, content), JO)
                        .id();
                drafts.add(referring(stored).build());
            }
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(() -> sessions.createExecutionSession().createAll(drafts, JO))
                    .satisfies(invalid -> assertThat(invalid.violations())
                            .containsExactly(new Violation(
                                    List.of("10", "executionResult"),
                                    "must refer to stored results and details with at most 10000 details, together with the"
                                            + " others of the request")));
            assertThat(sessions.createExecutionSession().createAll(drafts.subList(0, 10), JO))
                    .hasSize(10);
        }

        @Test
        void updates_cannotMakeAResultLargerThanThat() {
            ExecutionResultEntity result = create(details(10, "m".repeat(LARGE)));
            List<ExecutionResultDetail> grown = new ArrayList<>();
            result.result().details().forEach(detail -> grown.add(ExecutionResultDetail.reference(detail.id())));
            ExecutionResultEntity kept =
                    sessions.executionResults().update(result.id(), draft(result, grown), result.modifiedDate(), JO);
            assertThat(kept.result().details()).isEqualTo(result.result().details());
            grown.addAll(details(1, "m".repeat(LARGE)));
            isTooLarge(
                    () -> sessions.executionResults().update(result.id(), draft(kept, grown), kept.modifiedDate(), JO));
        }

        private static ExecutionResultDraft draft(ExecutionResultEntity result, List<ExecutionResultDetail> details) {
            return new ExecutionResultDraft(
                    result.origin(),
                    result.result().toBuilder().details(details).build());
        }

        @Test
        void theMessage_namesThePropertyAndTheLimit() {
            List<ExecutionResultDetail> details = details(11, "m".repeat(LARGE));
            ExecutionResultDraft tooLarge = result(details);
            ExecutionSessionDraft session = ExecutionSessionDraft.builder()
                    .executionResult(tooLarge.result())
                    .build();
            assertThat(pathOf(() -> create(details))).containsExactly("details");
            assertThat(pathOf(() ->
                            sessions.executionResults().createAll(List.of(result(List.of()), tooLarge), JO, null)))
                    .containsExactly("1", "details");
            assertThat(pathOf(() -> jo.create(session))).containsExactly("executionResult", "details");
            assertThat(pathOf(() -> sessions.createExecutionSession()
                            .createAll(List.of(ExecutionSessionDraft.builder().build(), session), JO)))
                    .containsExactly("1", "executionResult", "details");
        }

        @Test
        void aResultThatIsTooLarge_canBeReferredToWithALargerLimit() {
            ExecutionResult content = ExecutionResult.builder()
                    .details(Collections.nCopies(
                            11, new ExecutionResultDetail(null, DetailsType.INFORMATION, "m".repeat(LARGE), NOW)))
                    .build();
            UUID stored = sessions.executionResults()
                    .create(new ExecutionResultDraft(ResultOrigin.UNKNOWN, content), JO)
                    .id();
            assertThat(pathOf(() -> jo.create(referring(stored).build()))).containsExactly("executionResult");
            try (ExecutionSessions larger = ExecutionSessions.builder(store)
                    .maxReferencedBytes(11L * LARGE)
                    .build()) {
                assertThat(larger.createExecutionSession()
                                .create(referring(stored).build(), JO)
                                .executionResult()
                                .details())
                        .hasSize(11);
            }
        }

        private static List<String> pathOf(ThrowingCallable call) {
            List<List<String>> paths = new ArrayList<>();
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(call)
                    .satisfies(invalid -> invalid.violations().forEach(violation -> {
                        assertThat(violation.message()).contains("at most 1048576 bytes of JSON");
                        paths.add(violation.path());
                    }));
            assertThat(paths).hasSize(1);
            return paths.get(0);
        }

        @Test
        void theLimit_isPositive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ExecutionSessions.builder(store).maxReferencedBytes(0))
                    .withMessageContaining("positive");
        }

        /** Otherwise, concurrent requests could all read large entities before the first one is rejected. */
        @Test
        void theBudget_isTakenBeforeTheRead() {
            UUID detail = details(1, "m").get(0).id();
            UUID result = recorded(UUID.randomUUID()).id();
            EntityBudget budget = new EntityBudget(1_000_000);
            List<Long> usedInReads = new ArrayList<>();
            ReferenceResolver resolver = new ReferenceResolver(
                    SizedReads.of(store, 5_000, () -> usedInReads.add(budget.used())), AccessPolicy.OPEN, budget);
            try (ReferenceResolver.OfRequest references = resolver.new OfRequest(JO)) {
                references.resolved(ExecutionResult.reference(result), null, null, List.of("executionResult"));
                references.resolved(
                        ExecutionResult.builder()
                                .details(List.of(ExecutionResultDetail.reference(detail)))
                                .build(),
                        null,
                        null,
                        List.of());
                long kept = "started".length() + AuditedEntity.DETAIL_BYTES;
                assertThat(usedInReads).containsExactly(5_000L, kept + ExecutionResultDetail.MESSAGE_MAX);
                assertThat(budget.used()).isEqualTo(kept + 1 + AuditedEntity.DETAIL_BYTES);
            }
            assertThat(budget.used()).isZero();
        }

        @Test
        void theBudgetOfConcurrentRequests_isGivenBack() {
            for (int i = 0; i < 100; i++) {
                create(details(10, "m".repeat(LARGE)));
                List<ExecutionResultDetail> tooMany = details(11, "m".repeat(LARGE));
                isTooLarge(() -> create(tooMany));
                sessions.selections()
                        .deleteResults(
                                sessions.selections()
                                        .selectResults(Filter.all(), JO, null)
                                        .id(),
                                JO);
                sessions.selections()
                        .deleteDetails(
                                sessions.selections()
                                        .selectDetails(Filter.all(), JO, null)
                                        .id(),
                                JO);
            }
        }
    }

    @Nested
    class Results {

        @Test
        void aNewSession_keepsTheResultThatItRefersTo() {
            UUID id = UUID.randomUUID();
            ExecutionResultEntity recorded = recorded(id);
            ExecutionSession session = jo.create(referring(recorded.id()).id(id).build());
            assertThat(session.executionResult()).isEqualTo(recorded.result());
            assertThat(jo.find(session.id())).isEqualTo(session);
            assertThat(jo.results()).containsExactly(recorded);
        }

        @Test
        void aChangedSession_keepsTheResultsThatItRefersTo() {
            UUID id = UUID.randomUUID();
            ExecutionResultEntity first = recorded(id);
            ExecutionSession session = jo.create(referring(first.id()).id(id).build());
            ExecutionSession kept =
                    jo.update(session, referring(first.id()).user("changed").build());
            assertThat(kept.user()).isEqualTo("changed");
            assertThat(kept.executionResult()).isEqualTo(first.result());
            ExecutionResultEntity other = recorded(id);
            ExecutionSession moved = jo.update(kept, referring(other.id()).build());
            assertThat(moved.executionResult()).isEqualTo(other.result());
            assertThat(jo.find(id)).isEqualTo(moved);
            assertThat(jo.results()).containsExactlyInAnyOrder(first, other);
        }

        @Test
        void aReferenceToAMissingResult_createsANewResult() {
            UUID unknown = UUID.randomUUID();
            ExecutionSession session = jo.create(referring(unknown).build());
            assertThat(session.executionResult())
                    .isEqualTo(ExecutionResult.builder().id(unknown).build());
            UUID next = UUID.randomUUID();
            ExecutionSession changed = jo.update(session, referring(next).build());
            assertThat(changed.executionResult())
                    .isEqualTo(ExecutionResult.builder().id(next).build());
            assertThat(jo.find(session.id())).isEqualTo(changed);
        }

        @Test
        void aConcurrentlyChangedReferencedResult_isKeptAsChanged() {
            UUID id = UUID.randomUUID();
            ExecutionResultEntity recorded = recorded(id);
            store.beforeTheNextKeyedRequest(() -> finish(recorded.id()));
            ExecutionSession session = jo.create(referring(recorded.id()).id(id).build());
            assertThat(session.executionResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            ExecutionResultEntity earlier = recorded(id);
            store.beforeTheNextReplace(() -> finish(earlier.id()));
            ExecutionSession changed =
                    jo.update(session, referring(earlier.id()).build());
            assertThat(changed.executionResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            ExecutionResultEntity last = recorded(id);
            ExecutionSession back = jo.update(changed, referring(last.id()).build());
            store.beforeTheNextReplace(() -> finish(last.id()));
            assertThat(jo.update(back, referring(last.id()).build())
                            .executionResult()
                            .status())
                    .as("reference to the result of the current attempt")
                    .isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(jo.results())
                    .hasSize(3)
                    .allSatisfy(result ->
                            assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS));
        }

        @Test
        void twoReferencesOfOneRequestToAMissingResult_areRejected() {
            ExecutionSessionDraft draft = referring(UUID.randomUUID()).build();
            rejected(() -> sessions.createExecutionSession().createAll(List.of(draft, draft), JO));
            assertThat(jo.results()).isEmpty();
        }

        @Test
        void aResultThatIsAddedAfterTheLookUp_isReferredTo() {
            UUID missing = UUID.randomUUID();
            store.beforeTheNextKeyedRequest(() -> recorded(missing, null));
            ExecutionSession session = jo.create(referring(missing).build());
            assertThat(session.executionResult().status()).isEqualTo(TaskExecutionStatus.STARTED);
            assertThat(jo.results()).hasSize(1);

            UUID next = UUID.randomUUID();
            store.beforeTheNextReplace(() -> recorded(next, null));
            ExecutionSession changed = jo.update(session, referring(next).build());
            assertThat(changed.executionResult().status()).isEqualTo(TaskExecutionStatus.STARTED);
            assertThat(jo.results()).hasSize(2);
        }

        @Test
        void aSessionThatIsSentAgainAfterItsEnd_doesNotChangeItsResult() {
            ExecutionSessionDraft draft = ExecutionSessionDraft.builder()
                    .id(UUID.randomUUID())
                    .executionResult(ExecutionResult.of(TaskExecutionStatus.STARTED).toBuilder()
                            .id(UUID.randomUUID())
                            .build())
                    .build();
            IdempotencyKey key = new IdempotencyKey("key");
            ExecutionSession session = sessions.createExecutionSession().create(draft, JO, key);
            finish(session.executionResult().id());
            List<ExecutionResultEntity> results = jo.results();
            sessions.endExecutionSession().end(session.id(), JO);
            rejected(() -> jo.create(draft));
            rejected(() -> sessions.createExecutionSession()
                    .createAll(List.of(ExecutionSessionDraft.builder().build(), draft), JO));
            assertThat(sessions.createExecutionSession().create(draft, JO, key)).isEqualTo(session);
            assertThat(jo.results()).isEqualTo(results);
            assertThat(sessions.findExecutionSessions().count(Filter.all(), JO)).isZero();
        }

        private void finish(UUID result) {
            ExecutionResultEntity seen =
                    sessions.executionResults().find(result, JO).orElseThrow();
            ExecutionResult finished = seen.result().toBuilder()
                    .status(TaskExecutionStatus.FINISHED_SUCCESS)
                    .build();
            sessions.executionResults()
                    .update(
                            result,
                            new ExecutionResultDraft(ResultOrigin.UNKNOWN, finished),
                            seen.modifiedDate(),
                            Caller.SERVICE);
        }
    }

    @Nested
    class ResultsOfOtherSessions {

        @Test
        void aNewSession_doesNotTakeTheResultOfAnotherSession() {
            ExecutionResultEntity recorded = recorded(null);
            IdempotencyKey key = new IdempotencyKey("key");
            ExecutionSessionDraft draft = referring(recorded.id()).build();
            ExecutionSession session = sessions.createExecutionSession().create(draft, JO, key);
            assertThat(session.executionResult()).isEqualTo(recorded.result());
            assertThat(jo.results()).singleElement().satisfies(result -> {
                assertThat(result.result()).isEqualTo(recorded.result());
                assertThat(result.origin().executionId()).isEqualTo(session.id());
            });
            assertThat(sessions.createExecutionSession().create(draft, JO, key))
                    .as("sent again")
                    .isEqualTo(session);
        }

        @Test
        void aSession_doesNotTakeTheResultOfAnother() {
            ExecutionResultEntity foreign = recorded(UUID.randomUUID());
            ExecutionSessionDraft draft = referring(foreign.id()).build();
            rejected(() -> jo.create(draft));
            rejected(() -> sessions.createExecutionSession()
                    .createAll(List.of(ExecutionSessionDraft.builder().build(), draft), JO));
            ExecutionSession own = jo.create(ExecutionSessionDraft.builder().build());
            rejected(() -> jo.update(own, draft));
            assertThat(jo.find(own.id())).isEqualTo(own);
            assertThat(sessions.executionResults().find(foreign.id(), JO)).contains(foreign);
            assertThat(jo.results()).hasSize(2);
        }

        @Test
        void twoSessionsOfOneRequest_doNotTakeTheSameResult() {
            ExecutionResultEntity free = recorded(null);
            ExecutionSessionDraft draft = referring(free.id()).build();
            rejected(() -> sessions.createExecutionSession().createAll(List.of(draft, draft), JO));
            assertThat(jo.results()).containsExactly(free);
        }
    }

    /** Details, and entities that refer to themselves. */
    @Nested
    class Details {

        @Test
        void referencedDetails_areKept() {
            UUID id = UUID.randomUUID();
            ExecutionResultEntity recorded = recorded(id);
            ExecutionResultDetail kept = recorded.result().details().get(0);
            ExecutionResultDetail added = sessions.executionResultDetails()
                    .create(new ExecutionResultDetail(null, DetailsType.WARNING, "by itself", NOW.plusSeconds(1)), JO)
                    .detail();
            ExecutionResult said = ExecutionResult.of(TaskExecutionStatus.QUEUED).toBuilder()
                    .id(recorded.id())
                    .details(List.of(
                            ExecutionResultDetail.reference(added.id()), ExecutionResultDetail.reference(kept.id())))
                    .build();
            ExecutionSession session = jo.create(
                    ExecutionSessionDraft.builder().id(id).executionResult(said).build());
            assertThat(session.executionResult().details()).containsExactly(kept, added);
            assertThat(jo.update(
                                    session,
                                    session.content().toBuilder()
                                            .executionResult(said)
                                            .build())
                            .executionResult()
                            .details())
                    .containsExactly(kept, added);
            ExecutionResultEntity result =
                    sessions.executionResults().find(recorded.id(), JO).orElseThrow();
            assertThat(sessions.executionResults()
                            .update(
                                    result.id(),
                                    new ExecutionResultDraft(ResultOrigin.UNKNOWN, said),
                                    result.modifiedDate(),
                                    JO)
                            .result()
                            .details())
                    .containsExactly(kept, added);
            assertThat(sessions.executionResultDetails().count(Filter.all(), JO))
                    .isEqualTo(2);

            ExecutionResultDraft other = new ExecutionResultDraft(
                    ResultOrigin.UNKNOWN, said.toBuilder().id(UUID.randomUUID()).build());
            rejected(() -> sessions.executionResults().create(other, JO));
            rejected(() -> jo.create(ExecutionSessionDraft.builder()
                    .executionResult(other.result())
                    .build()));
            assertThat(sessions.executionResultDetails().count(Filter.all(), JO))
                    .isEqualTo(2);
        }

        @Test
        void referencedDetailsWithEqualIds_areMatchedInOrder() {
            UUID id = UUID.randomUUID();
            ExecutionResultDetail first = new ExecutionResultDetail(id, DetailsType.ERROR, "first", NOW);
            ExecutionResultDetail second =
                    new ExecutionResultDetail(id, DetailsType.ERROR, "second", NOW.plusSeconds(1));
            ExecutionSession session = jo.create(ExecutionSessionDraft.builder()
                    .executionResult(ExecutionResult.builder()
                            .details(List.of(first, second))
                            .build())
                    .build());
            ExecutionResultDetail reference = ExecutionResultDetail.reference(id);
            ExecutionResult said = ExecutionResult.builder()
                    .details(List.of(reference, reference))
                    .build();
            assertThat(jo.update(
                                    session,
                                    session.content().toBuilder()
                                            .executionResult(said)
                                            .build())
                            .executionResult()
                            .details())
                    .containsExactly(first, second);
        }

        @Test
        void aResultOrDetailThatRefersToItself_staysUnchanged() {
            ExecutionResultEntity recorded = recorded(UUID.randomUUID());
            ExecutionResultDraft self =
                    new ExecutionResultDraft(ResultOrigin.UNKNOWN, ExecutionResult.reference(recorded.id()));
            ExecutionResultEntity changed =
                    sessions.executionResults().update(recorded.id(), self, recorded.modifiedDate(), JO);
            assertThat(changed.result()).isEqualTo(recorded.result());
            UUID detail = changed.result().details().get(0).id();
            assertThat(sessions.executionResultDetails()
                            .update(detail, ExecutionResultDetail.reference(detail), changed.modifiedDate(), JO)
                            .detail())
                    .isEqualTo(changed.result().details().get(0));
        }
    }

    private static void rejected(ThrowingCallable attempt) {
        assertThatExceptionOfType(ResultConflictException.class).isThrownBy(attempt);
    }

    private static ExecutionSessionDraft.Builder referring(UUID result) {
        return ExecutionSessionDraft.builder().executionResult(ExecutionResult.reference(result));
    }

    private ExecutionResultEntity recorded(UUID session) {
        return recorded(null, session);
    }

    private ExecutionResultEntity recorded(UUID id, UUID session) {
        ExecutionResult result = ExecutionResult.of(TaskExecutionStatus.STARTED).toBuilder()
                .id(id)
                .executingNodeName("node")
                .startTime(NOW)
                .details(List.of(new ExecutionResultDetail(null, DetailsType.INFORMATION, "started", NOW)))
                .build();
        return sessions.executionResults()
                .create(new ExecutionResultDraft(new ResultOrigin(session, null, null, null), result), JO);
    }
}
