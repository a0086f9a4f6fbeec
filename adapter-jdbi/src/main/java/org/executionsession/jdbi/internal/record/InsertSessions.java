package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.References;
import org.executionsession.jdbi.internal.commit.RecordedChanges;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.commit.WriteResult;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.IdOrder;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;

/**
 * Inserts the sessions of several callers together, with statements or batches of many rows. The sessions of each caller are
 * inserted all or none.
 *
 * <p>Each caller encodes its rows itself, before its write is queued. The transaction, for which the others wait, only sends
 * them.
 */
final class InsertSessions
        implements WriteOperation<InsertSessions.Encoded, Optional<StoredResponse<ExecutionSession>>> {

    private static final RowInsert INSERT = Table.SESSION.insert();

    private final Dialect dialect;
    private final RowBinder row;
    private final ResultRows results;
    private final ReferencedRows referred;
    private final RecordedTasks tasks;
    private final IdempotencyKeyRows<ExecutionSession> requests;

    InsertSessions(
            Dialect dialect,
            RowBinder row,
            ResultRows results,
            ReferencedRows referred,
            RecordedTasks tasks,
            IdempotencyKeyRows<ExecutionSession> requests) {
        this.requests = requests;
        this.referred = referred;
        this.tasks = tasks;
        this.dialect = dialect;
        this.row = row;
        this.results = results;
    }

    /** A request with the rows of its sessions. */
    record Encoded(InsertRequest<ExecutionSession> request, List<SessionRows> sessions, RecordedTasks.Unknown tasks) {}

    /** A session with the values of its row, and of the rows of its result. */
    private record SessionRows(ExecutionSession session, Object[] values, ResultRows.Encoded result) {}

    /** Encodes the rows of a request. */
    Encoded encode(InsertRequest<ExecutionSession> request) {
        return new Encoded(
                request,
                request.entities().stream()
                        .map(session -> new SessionRows(
                                session, row.session(session), results.encode(ExecutionResultEntity.of(session))))
                        .toList(),
                tasks.unknown(request.entities()));
    }

    @Override
    public String action() {
        return "add";
    }

    @Override
    public int size(Encoded input) {
        return input.sessions().size();
    }

    @Override
    public long bytes(Encoded input) {
        return LargeTexts.bytes(input.request().entities());
    }

    @Override
    public List<WriteResult<Optional<StoredResponse<ExecutionSession>>>> applyAll(
            Handle handle, List<Encoded> encoded) {
        List<InsertRequest<ExecutionSession>> additions =
                encoded.stream().map(Encoded::request).toList();
        rejectCommonMissing(additions);
        List<Optional<StoredResponse<ExecutionSession>>> before = requests.claimAll(handle, additions);
        List<SessionRows> sessions = IntStream.range(0, additions.size())
                .filter(i -> before.get(i).isEmpty())
                .boxed()
                .flatMap(i -> encoded.get(i).sessions().stream())
                // In a fixed order, so that two such transactions with the same ids cannot deadlock.
                .sorted(Comparator.comparing(rows -> rows.session().id(), IdOrder.IDS))
                .toList();
        Set<ExecutionSession> rejected = insert(handle, sessions);
        List<RecordedTasks.Unknown> unknown = new ArrayList<>();
        List<WriteResult<Optional<StoredResponse<ExecutionSession>>>> outcomes = new ArrayList<>(additions.size());
        for (int i = 0; i < additions.size(); i++) {
            Optional<DuplicateIdException> rejection = rejection(additions.get(i), rejected);
            outcomes.add(
                    rejection.isPresent() ? WriteResult.rejected(rejection.get()) : WriteResult.done(before.get(i)));
            if (rejection.isEmpty() && before.get(i).isEmpty()) {
                InsertRequest<ExecutionSession> addition = additions.get(i);
                referred.claimOrFail(handle, addition.references(), addition.entities());
                unknown.add(encoded.get(i).tasks());
            }
        }
        results.insertForNewSessions(
                handle,
                sessions.stream()
                        .filter(rows -> !rejected.contains(rows.session()))
                        .map(SessionRows::result)
                        .toList());
        tasks.store(handle, unknown);
        return outcomes;
    }

    /** Throws an exception if two requests refer to the same missing entity, so that each is applied by itself. */
    private static void rejectCommonMissing(List<InsertRequest<ExecutionSession>> additions) {
        Set<UUID> missing = new HashSet<>();
        for (InsertRequest<ExecutionSession> addition : additions) {
            References references = addition.references();
            if (!Collections.disjoint(missing, references.missingResults())
                    || !Collections.disjoint(missing, references.missingDetails())) {
                throw VersionConflictException.of(references);
            }
            missing.addAll(references.missingResults());
            missing.addAll(references.missingDetails());
        }
    }

    private static Optional<DuplicateIdException> rejection(
            InsertRequest<ExecutionSession> addition, Set<ExecutionSession> rejected) {
        Optional<DuplicateIdException> rejection = addition.entities().stream()
                .filter(rejected::contains)
                .findFirst()
                .map(session -> new DuplicateIdException(EntityKind.SESSION, session.id()));
        if (rejection.isPresent() && (addition.isKeyed() || addition.entities().size() > 1)) {
            // Throws instead of returning the rejection, so that the group commit rolls back to the savepoint: the
            // idempotency key and the caller's other sessions are already inserted.
            throw rejection.get();
        }
        return rejection;
    }

    /** Inserts sessions. Returns those whose ids are in use, in a set that compares by identity. */
    private Set<ExecutionSession> insert(Handle handle, List<SessionRows> sessions) {
        Set<ExecutionSession> rejected = Collections.newSetFromMap(new IdentityHashMap<>());
        if (sessions.isEmpty()) {
            return rejected;
        }
        boolean[] inserted = dialect.insertAbsent(
                handle, INSERT, sessions.stream().map(SessionRows::values).toList());
        RecordedChanges changes = RecordedChanges.of(handle);
        for (int i = 0; i < inserted.length; i++) {
            ExecutionSession session = sessions.get(i).session();
            if (inserted[i]) {
                changes.add(EntityChange.created(session));
            } else {
                rejected.add(session);
            }
        }
        return rejected;
    }
}
