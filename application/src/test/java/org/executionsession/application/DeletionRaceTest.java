package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.InterruptedStore;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.query.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Only what a caller may delete is deleted, also when others create and change entities between the check and the deletion. */
class DeletionRaceTest {

    private static final Caller OWNER = new Caller("ACME", "owner");
    private static final Caller READER = new Caller("ACME", "reader");

    /** Everybody may read everything, and do anything else with what is his own. */
    private static final AccessPolicy OWN = (caller, entity) ->
            entity instanceof ExecutionSession session && session.user().equals(caller.userName())
                    ? EnumSet.allOf(Privilege.class)
                    : EnumSet.of(Privilege.READ);

    private final InterruptedStore store = new InterruptedStore(new InMemoryStore());
    private final ExecutionSessions guarded =
            ExecutionSessions.builder(store).accessPolicy(OWN).build();

    private static ExecutionSessionDraft draft(UUID id, Caller user) {
        return ExecutionSessionDraft.builder().id(id).user(user.userName()).build();
    }

    private ExecutionSession create(UUID id, Caller user) {
        return guarded.createExecutionSession().create(draft(id, user), user);
    }

    private static Selection.Item item(EntityKind kind, UUID id) {
        return new Selection.Item(kind.schemaPath(), id);
    }

    @ParameterizedTest
    @EnumSource(EntityKind.class)
    void withoutThePrivilege_deletingAnEmptySelectionIsRejected(EntityKind kind) {
        AccessPolicy readOnly = new AccessPolicy.ByCaller(caller -> Set.of(Privilege.READ));
        Selections selections = ExecutionSessions.builder(new InMemoryStore())
                .accessPolicy(readOnly)
                .build()
                .selections();
        UUID absent = UUID.randomUUID();
        UUID ofNothing = selections.select(List.of(), READER).id();
        UUID ofAbsent = selections.select(List.of(item(kind, absent)), READER).id();
        for (UUID selection : List.of(ofNothing, ofAbsent, UUID.randomUUID())) {
            assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> {
                switch (kind) {
                    case SESSION -> selections.endSessions(selection, READER);
                    case RESULT -> selections.deleteResults(selection, READER);
                    case DETAIL -> selections.deleteDetails(selection, READER);
                    case TASK -> selections.deleteTasks(selection, READER);
                }
            });
        }
    }

    @Test
    void concurrentlyCreatedEntitiesOfASelection_stay() {
        UUID own = create(null, READER).id();
        List<UUID> absent = Stream.generate(UUID::randomUUID).limit(20).toList();
        Selection selection = guarded.selections()
                .select(
                        Stream.concat(Stream.of(own), absent.stream())
                                .map(id -> item(EntityKind.SESSION, id))
                                .toList(),
                        READER);
        store.beforeTheNextDeletion(() -> absent.forEach(id -> create(id, OWNER)));
        guarded.selections().endSessions(selection.id(), READER);
        assertThat(guarded.findExecutionSessions().find(own, READER)).isEmpty();
        assertThat(guarded.findExecutionSessions().count(new Filter.OneOf<>(Set.copyOf(absent)), OWNER))
                .isEqualTo(absent.size());
    }

    @Test
    void anEntityThatBecomesForbiddenConcurrently_stays() {
        ExecutionSession own = create(null, READER);
        ExecutionSession other = create(null, READER);
        Selection selection = guarded.selections()
                .select(List.of(item(EntityKind.SESSION, own.id()), item(EntityKind.SESSION, other.id())), READER);
        store.beforeTheNextDeletion(() -> becomesTheOwners(own));
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> guarded.selections().endSessions(selection.id(), READER));
        assertThat(guarded.findExecutionSessions().count(Filter.all(), OWNER)).isEqualTo(2);
    }

    @Test
    void aSingleSessionThatBecomesForbiddenConcurrently_stays() {
        ExecutionSession own = create(null, READER);
        store.beforeTheNextDeletion(() -> becomesTheOwners(own));
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> guarded.endExecutionSession().end(own.id(), READER));
        assertThat(guarded.findExecutionSessions().find(own.id(), OWNER)).isPresent();
    }

    @Test
    void aSingleSessionThatIsConcurrentlyChangedOrRemoved_isDeletedOrNotFound() {
        ExecutionSession changes = create(null, READER);
        store.beforeTheNextDeletion(() -> guarded.updateExecutionSession()
                .update(changes.id(), draft(null, READER), changes.modifiedDate(), READER));
        guarded.endExecutionSession().end(changes.id(), READER);
        assertThat(guarded.findExecutionSessions().find(changes.id(), READER)).isEmpty();

        ExecutionSession goes = create(null, READER);
        store.beforeTheNextDeletion(() -> store.sessions().remove(goes.id()));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> guarded.endExecutionSession().end(goes.id(), READER));
    }

    private void becomesTheOwners(ExecutionSession session) {
        store.sessions().remove(session.id());
        create(session.id(), OWNER);
    }
}
