package org.executionsession.jdbi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.refusal.IdInUseException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Adds the sessions of several callers by a few batches, however many callers there are. Each caller's sessions are added
 * all or none.
 */
final class AddSessions implements Write<List<ExecutionSession>, Void> {

    private final Dialect dialect;
    private final String insert;
    private final Row row;
    private final ResultRows results;

    AddSessions(Dialect dialect, Row row, ResultRows results) {
        this.dialect = dialect;
        this.insert = dialect.insertWhereAbsent(Table.SESSION.insert());
        this.row = row;
        this.results = results;
    }

    @Override
    public String action() {
        return "add";
    }

    @Override
    public List<Outcome<Void>> applyAll(Handle handle, List<List<ExecutionSession>> ofCallers) {
        List<ExecutionSession> sessions = ofCallers.stream()
                .flatMap(List::stream)
                // In one order everywhere: of two writers with the same ids, none waits for the other one with its own.
                .sorted(Comparator.comparing(ExecutionSession::id))
                .toList();
        Set<ExecutionSession> refused = insert(handle, sessions);
        List<Outcome<Void>> outcomes = new ArrayList<>(ofCallers.size());
        for (List<ExecutionSession> ofOne : ofCallers) {
            outcomes.add(outcome(ofOne, refused));
        }
        results.recordAll(
                handle,
                sessions.stream()
                        .filter(session -> !refused.contains(session))
                        .map(RecordedResult::of)
                        .toList());
        return outcomes;
    }

    private static Outcome<Void> outcome(List<ExecutionSession> ofOne, Set<ExecutionSession> refused) {
        for (ExecutionSession session : ofOne) {
            if (refused.contains(session)) {
                IdInUseException inUse = new IdInUseException(EntityKind.SESSION, session.id());
                if (ofOne.size() > 1) {
                    // Undoes the others with which it came.
                    throw inUse;
                }
                return Outcome.refused(inUse);
            }
        }
        return Outcome.done(null);
    }

    /** Returns the sessions, each itself and not its equals, whose ids are in use. */
    private Set<ExecutionSession> insert(Handle handle, List<ExecutionSession> sessions) {
        Set<ExecutionSession> refused = Collections.newSetFromMap(new IdentityHashMap<>());
        if (sessions.isEmpty()) {
            return refused;
        }
        try (PreparedBatch batch = handle.prepareBatch(insert)) {
            sessions.forEach(session -> row.session(batch, session).add());
            int[] inserted = dialect.insertedWhereAbsent(batch);
            for (int i = 0; i < inserted.length; i++) {
                if (inserted[i] <= 0) {
                    refused.add(sessions.get(i));
                }
            }
        }
        return refused;
    }
}
