package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.QueryableProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The entities of a selection are changed together: who may, and based on which version. */
class BulkEditTest {

    private static final Caller JO = new Caller("ACME", "jo");
    private static final Caller MAX = new Caller("ACME", "max");

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:20:30.456Z"));
    private final InterruptedStore store = new InterruptedStore(new InMemoryStore());
    private Set<Privilege> rightsOfMax = EnumSet.allOf(Privilege.class);
    private Set<UUID> closedToMax = Set.of();
    private final ExecutionSessions library = ExecutionSessions.builder(store)
            .clock(clock)
            .accessPolicy((caller, entity) -> allowed(caller, entity))
            .build();

    private Set<Privilege> allowed(Caller caller, AuditedEntity entity) {
        return caller.equals(MAX) && closedToMax.contains(entity.id()) ? rightsOfMax : EnumSet.allOf(Privilege.class);
    }

    @AfterEach
    void close() {
        library.close();
    }

    private List<ExecutionSession> create(int count) {
        return library.createExecutionSession()
                .createAll(
                        Stream.generate(() -> ExecutionSessionDraft.builder()
                                        .user("jo")
                                        .build())
                                .limit(count)
                                .toList(),
                        JO);
    }

    private Selection select(List<ExecutionSession> sessions, Caller caller) {
        return library.selections()
                .select(
                        sessions.stream()
                                .map(session -> new Selection.Item(EntityKind.SESSION.schemaPath(), session.id()))
                                .toList(),
                        caller);
    }

    private static BulkEdit<ExecutionSession, ExecutionSessionDraft> user(String name, Instant basedOn) {
        return new BulkEdit<>(Filter.all(), basedOn, toUser(name));
    }

    private static Function<ExecutionSession, Optional<ExecutionSessionDraft>> toUser(String name) {
        return session -> Optional.of(session.content().toBuilder().user(name).build());
    }

    private List<String> users(List<ExecutionSession> sessions) {
        return sessions.stream()
                .map(session -> library.findExecutionSessions()
                        .find(session.id(), JO)
                        .orElseThrow()
                        .user())
                .toList();
    }

    /** With less heap than the tests have, as few as two million characters are too many. */
    @Test
    void entitiesThatAreTooLarge_areNotChangedTogether() {
        int details = (int) (BulkSize.MAX_BYTES / 100_000 / 10) + 1;
        ExecutionResultDetail large =
                new ExecutionResultDetail(null, DetailsType.INFORMATION, "m".repeat(100_000), clock.instant());
        List<ExecutionSession> sessions = library.createExecutionSession()
                .createAll(
                        Collections.nCopies(
                                10,
                                ExecutionSessionDraft.builder()
                                        .user("jo")
                                        .executionResult(ExecutionResult.builder()
                                                .details(Collections.nCopies(details, large))
                                                .build())
                                        .build()),
                        JO);
        clock.pass(Duration.ofSeconds(1));
        assertThatExceptionOfType(InvalidDraftException.class)
                .isThrownBy(() -> library.selections()
                        .updateSessions(select(sessions, MAX).id(), user("max", clock.instant()), MAX))
                .withMessageContaining("bytes of JSON in all messages");
        assertThat(users(sessions)).containsOnly("jo");
        library.selections()
                .updateSessions(select(sessions.subList(0, 9), MAX).id(), user("max", clock.instant()), MAX);
        assertThat(users(sessions)).startsWith("max").endsWith("jo");
    }

    @Test
    void entitiesWithTooManyDetails_areNotChangedTogether() {
        int count = (int) (BulkSize.MAX_BYTES / AuditedEntity.DETAIL_BYTES / ExecutionResult.DETAILS_MAX) + 1;
        ExecutionSessionDraft draft = ExecutionSessionDraft.builder()
                .user("jo")
                .executionResult(ExecutionResult.builder()
                        .details(Collections.nCopies(
                                ExecutionResult.DETAILS_MAX,
                                new ExecutionResultDetail(null, DetailsType.INFORMATION, "", clock.instant())))
                        .build())
                .build();
        List<ExecutionSession> sessions =
                library.createExecutionSession().createAll(Collections.nCopies(count, draft), JO);
        clock.pass(Duration.ofSeconds(1));
        assertThatExceptionOfType(InvalidDraftException.class)
                .isThrownBy(() -> library.selections()
                        .updateSessions(select(sessions, MAX).id(), user("max", clock.instant()), MAX))
                .withMessageContaining("and of 200 for each detail");
        assertThat(users(sessions)).containsOnly("jo");
    }

    @Test
    void entitiesThatWouldBecomeTooLarge_areNotChangedTogether() {
        ExecutionResultDetail large =
                new ExecutionResultDetail(null, DetailsType.INFORMATION, "\u0001".repeat(100_000), clock.instant());
        int details = (int) (BulkSize.MAX_BYTES / large.messageBytes()) + 1;
        List<ExecutionResultDetailEntity> small = library.executionResultDetails()
                .createAll(
                        Collections.nCopies(
                                details,
                                new ExecutionResultDetail(null, DetailsType.INFORMATION, "m", clock.instant())),
                        JO,
                        null);
        Selection selection = library.selections()
                .select(
                        small.stream()
                                .map(detail -> new Selection.Item(EntityKind.DETAIL.schemaPath(), detail.id()))
                                .toList(),
                        MAX);
        BulkEdit<ExecutionResultDetailEntity, ExecutionResultDetail> toLarge =
                new BulkEdit<>(Filter.all(), clock.instant(), detail -> Optional.of(large));
        assertThatExceptionOfType(InvalidDraftException.class)
                .isThrownBy(() -> library.selections().updateDetails(selection.id(), toLarge, MAX))
                .withMessageContaining("bytes of JSON in all messages");
        assertThat(library.executionResultDetails().find(small.get(0).id(), JO)).contains(small.get(0));
    }

    @Test
    void everyEntity_getsTheEditAndALaterDate() {
        List<ExecutionSession> sessions = create(3);
        clock.pass(Duration.ofSeconds(1));
        library.selections().updateSessions(select(sessions, MAX).id(), user("max", clock.instant()), MAX);
        assertThat(sessions)
                .allSatisfy(session -> assertThat(
                                library.findExecutionSessions().find(session.id(), JO))
                        .get()
                        .satisfies(changed -> {
                            assertThat(changed.user()).isEqualTo("max");
                            assertThat(changed.modifiedDate()).isEqualTo(clock.instant());
                            assertThat(changed.modifiedByUserName()).isEqualTo("ACME\\max");
                        }));
    }

    @Test
    void aFilter_limitsTheSelectionAndMissingEntitiesAreSkipped() {
        List<ExecutionSession> sessions = create(3);
        UUID selection = select(sessions, JO).id();
        library.endExecutionSession().end(sessions.get(2).id(), JO);
        Filter<ExecutionSession> second = new Filter.Comparison<>(
                QueryableProperties.SESSIONS.id(), Operator.EQ, sessions.get(1).id());
        library.selections().updateSessions(selection, new BulkEdit<>(second, clock.instant(), toUser("max")), JO);
        assertThat(users(sessions.subList(0, 2))).containsExactly("jo", "max");
        library.selections().updateSessions(selection, user("eve", Instant.MAX), JO);
        assertThat(users(sessions.subList(0, 2))).containsExactly("eve", "eve");
    }

    @Test
    void anEntityThatWasChangedLater_rejectsTheWholeEdit() {
        List<ExecutionSession> sessions = create(3);
        UUID selection = select(sessions, JO).id();
        Instant read = clock.instant();
        clock.pass(Duration.ofSeconds(1));
        ExecutionSession last = sessions.get(2);
        library.updateExecutionSession()
                .update(last.id(), last.content().toBuilder().user("eve").build(), last.modifiedDate(), JO);
        for (Instant basedOn : new Instant[] {read, null}) {
            assertThatExceptionOfType(VersionConflictException.class)
                    .isThrownBy(() -> library.selections().updateSessions(selection, user("max", basedOn), JO));
        }
        assertThat(users(sessions)).containsExactly("jo", "jo", "eve");
    }

    @Test
    void aConcurrentlyChangedEntity_rejectsTheWholeEdit() {
        List<ExecutionSession> sessions = create(2);
        UUID selection = select(sessions, JO).id();
        Instant read = clock.instant();
        clock.pass(Duration.ofSeconds(1));
        ExecutionSession last = sessions.get(1);
        store.beforeTheNextReplace(() -> library.updateExecutionSession()
                .update(last.id(), last.content().toBuilder().user("eve").build(), last.modifiedDate(), JO));
        assertThatExceptionOfType(VersionConflictException.class)
                .isThrownBy(() -> library.selections().updateSessions(selection, user("max", read), JO));
        assertThat(users(sessions)).containsExactly("jo", "eve");
    }

    @ParameterizedTest
    @EnumSource(
            value = Privilege.class,
            names = {"READ", "UPDATE"})
    void withoutThePrivilegeForOneEntity_noneIsChanged(Privilege missing) {
        List<ExecutionSession> sessions = create(3);
        UUID selection = select(sessions, MAX).id();
        closedToMax = Set.of(sessions.get(1).id());
        rightsOfMax = EnumSet.complementOf(EnumSet.of(missing));
        // A list of what may be read does not show it, but the edit is asked for the whole selection.
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> library.selections().updateSessions(selection, user("max", clock.instant()), MAX));
        assertThat(users(sessions)).containsOnly("jo");
    }

    @Test
    void withoutThePrivilegeToUpdateAnything_theEditIsAlwaysRejected() {
        AccessPolicy readers = new AccessPolicy.ByCaller(caller -> EnumSet.of(Privilege.READ));
        try (ExecutionSessions guarded = ExecutionSessions.builder(new InMemoryStore())
                .clock(clock)
                .accessPolicy(readers)
                .build()) {
            UUID empty = guarded.selections().select(List.of(), MAX).id();
            for (UUID selection : List.of(empty, UUID.randomUUID())) {
                assertThatExceptionOfType(AccessDeniedException.class)
                        .isThrownBy(
                                () -> guarded.selections().updateSessions(selection, user("max", clock.instant()), MAX))
                        .withMessageContaining("update");
            }
        }
    }

    @Test
    void anInvalidOrTooLargeEdit_changesNoEntity() {
        List<ExecutionSession> sessions = create(BulkEdit.ENTITIES_MAX + 1);
        UUID all = select(sessions, JO).id();
        UUID two = select(sessions.subList(0, 2), JO).id();
        assertThatExceptionOfType(InvalidDraftException.class)
                .isThrownBy(() -> library.selections().updateSessions(all, user("max", clock.instant()), JO))
                .withMessageContaining(String.valueOf(BulkEdit.ENTITIES_MAX));
        assertThatExceptionOfType(InvalidDraftException.class)
                .isThrownBy(() ->
                        library.selections().updateSessions(two, user("x".repeat(1_001), clock.instant()), JO));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(
                        () -> library.selections().updateSessions(UUID.randomUUID(), user("max", clock.instant()), JO));
        assertThat(users(sessions)).containsOnly("jo");
    }

    @Test
    void anEmptyEdit_changesNothing() {
        List<ExecutionSession> sessions = create(2);
        library.selections()
                .updateSessions(
                        select(sessions, JO).id(),
                        new BulkEdit<>(Filter.all(), clock.instant(), session -> Optional.empty()),
                        JO);
        assertThat(sessions)
                .allSatisfy(
                        session -> assertThat(library.findExecutionSessions().find(session.id(), JO))
                                .contains(session));
    }

    @Test
    void aReferenceToAnotherResult_isRejectedAndKeepsTheStoredResult() {
        ExecutionSession first = ended();
        ExecutionSession other = ended();
        UUID selection = select(List.of(first), JO).id();
        assertThatExceptionOfType(InvalidDraftException.class)
                .isThrownBy(() -> library.selections()
                        .updateSessions(
                                selection, refersTo(other.executionResult().id()), JO))
                .satisfies(rejected -> assertThat(rejected.violations())
                        .extracting(violation -> violation.path())
                        .containsExactly(List.of("executionResult")));
        assertThat(library.findExecutionSessions().find(first.id(), JO)).contains(first);
        assertThat(library.findExecutionSessions().find(other.id(), JO)).contains(other);
    }

    @Test
    void aReferenceToItsOwnResult_keepsTheResult() {
        ExecutionSession session = ended();
        clock.pass(Duration.ofSeconds(1));
        library.selections()
                .updateSessions(
                        select(List.of(session), JO).id(),
                        refersTo(session.executionResult().id()),
                        JO);
        assertThat(library.findExecutionSessions().find(session.id(), JO))
                .get()
                .extracting(ExecutionSession::executionResult)
                .isEqualTo(session.executionResult());
    }

    private BulkEdit<ExecutionSession, ExecutionSessionDraft> refersTo(UUID result) {
        return new BulkEdit<>(
                Filter.all(),
                clock.instant(),
                session -> Optional.of(session.content().toBuilder()
                        .executionResult(ExecutionResult.reference(result))
                        .build()));
    }

    private ExecutionSession ended() {
        return library.createExecutionSession()
                .create(
                        ExecutionSessionDraft.builder()
                                .executionResult(ExecutionResult.builder()
                                        .status(TaskExecutionStatus.FINISHED_SUCCESS)
                                        .build())
                                .build(),
                        JO);
    }
}
