package org.executionsession.jdbi;

import java.util.ArrayList;
import java.util.List;
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
        List<ExecutionSession> sessions =
                ofCallers.stream().flatMap(List::stream).toList();
        if (sessions.isEmpty()) {
            return ofCallers.stream().map(none -> Outcome.<Void>done(null)).toList();
        }
        int[] inserted = insert(handle, sessions);
        List<RecordedResult> ofInserted = new ArrayList<>(sessions.size());
        List<Outcome<Void>> outcomes = new ArrayList<>(ofCallers.size());
        int place = 0;
        for (List<ExecutionSession> ofOne : ofCallers) {
            Outcome<Void> outcome = Outcome.done(null);
            for (ExecutionSession session : ofOne) {
                if (inserted[place++] > 0) {
                    ofInserted.add(RecordedResult.of(session));
                } else if (ofOne.size() == 1) {
                    outcome = Outcome.refused(new IdInUseException(EntityKind.SESSION, session.id()));
                } else {
                    // Undoes the others with which it came.
                    throw new IdInUseException(EntityKind.SESSION, session.id());
                }
            }
            outcomes.add(outcome);
        }
        results.recordAll(handle, ofInserted);
        return outcomes;
    }

    private int[] insert(Handle handle, List<ExecutionSession> sessions) {
        try (PreparedBatch batch = handle.prepareBatch(insert)) {
            sessions.forEach(session -> row.session(batch, session).add());
            return dialect.insertedWhereAbsent(batch);
        }
    }
}
