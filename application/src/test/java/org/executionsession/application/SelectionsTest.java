package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.application.support.GrantedPrivileges.OWNER;
import static org.executionsession.application.support.GrantedPrivileges.STRANGER;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.GrantedPrivileges;
import org.executionsession.application.support.SessionsOfCaller;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.query.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What selections list and delete, and how many entities they have. */
class SelectionsTest {

    private final Set<Privilege> granted = EnumSet.noneOf(Privilege.class);
    private final GrantedPrivileges policy = new GrantedPrivileges(granted);
    private final ExecutionSessions sessions =
            ExecutionSessions.builder(new InMemoryStore()).accessPolicy(policy).build();
    private final SessionsOfCaller owner = new SessionsOfCaller(sessions, OWNER);

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void selections_listAndDeleteTheirEntitiesAndExpire() {
        ExecutionSession session = owner.create(ExecutionSessionDraft.builder().build());
        ExecutionSession other = owner.create(ExecutionSessionDraft.builder().build());
        Selection selection =
                sessions.selections().select(List.of(new Selection.Item("executionsession", session.id())), OWNER);
        assertThat(sessions.selections().find(selection.id(), OWNER)).isEqualTo(selection);
        sessions.selections().endSessions(selection.id(), OWNER);
        assertThat(owner.list()).containsExactly(other);
        Selection results = sessions.selections().selectResults(Filter.all(), OWNER);
        assertThat(results.items()).hasSize(2);
        sessions.selections().delete(selection.id(), OWNER);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sessions.selections().find(selection.id(), OWNER));
    }

    @Test
    void selections_deleteAllOrNothing() {
        ExecutionSession running = owner.create(ExecutionSessionDraft.builder().build());
        ExecutionSession ended = owner.create(ExecutionSessionDraft.builder().build());
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
