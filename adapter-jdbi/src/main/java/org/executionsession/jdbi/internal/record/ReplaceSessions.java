package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.ChangedProperties;
import org.executionsession.jdbi.internal.commit.RecordedChanges;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.commit.WriteResult;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.IdOrder;
import org.executionsession.jdbi.internal.sql.RowUpdate;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;

/**
 * Replaces the sessions of several callers together, with batches.
 *
 * <p>Replacements with references, with large results, and further ones of the same session are done one by one.
 */
final class ReplaceSessions implements WriteOperation<Replacement<ExecutionSession>, Boolean> {

    private static final RowUpdate UPDATE = Table.SESSION.updateRows("modified_date");

    /** The maximum size of the details of a result, about in bytes, since the rows of all replacements are in memory at once. */
    private static final int MAX_DETAILS_SIZE = 16_000;

    private static final int SIZE_OF_AN_EMPTY_DETAIL = 200;

    private final RowBinder row;
    private final ResultRows results;
    private final OneByOne oneByOne;

    ReplaceSessions(RowBinder row, ResultRows results, OneByOne oneByOne) {
        this.row = row;
        this.results = results;
        this.oneByOne = oneByOne;
    }

    /** Replaces single sessions. */
    interface OneByOne {

        /** Replaces a session. Returns false if it, or an entity to which it refers, has changed since it was read. */
        boolean replace(Handle handle, Replacement<ExecutionSession> replacement);

        /** Replaces the row of a session that another build has written. Returns false if the row has changed. */
        boolean replaceOtherFormat(Handle handle, ExecutionSession next, ExecutionSession read);
    }

    @Override
    public String action() {
        return "replace";
    }

    @Override
    public long bytes(Replacement<ExecutionSession> input) {
        return LargeTexts.bytes(input);
    }

    @Override
    public List<WriteResult<Boolean>> applyAll(Handle handle, List<Replacement<ExecutionSession>> inputs) {
        // By id, in a fixed order, so that two such transactions cannot deadlock.
        Map<UUID, Integer> together = new TreeMap<>(IdOrder.IDS);
        for (int i = 0; i < inputs.size(); i++) {
            if (isSimple(inputs.get(i))) {
                together.putIfAbsent(inputs.get(i).read().id(), i);
            }
        }
        List<WriteResult<Boolean>> outcomes = new ArrayList<>(inputs.size());
        inputs.forEach(input -> outcomes.add(null));
        List<Integer> positions = List.copyOf(together.values());
        boolean[] replaced =
                replaceTogether(handle, positions.stream().map(inputs::get).toList());
        for (int i = 0; i < replaced.length; i++) {
            outcomes.set(positions.get(i), WriteResult.done(replaced[i]));
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (outcomes.get(i) == null) {
                outcomes.set(i, WriteResult.done(oneByOne.replace(handle, inputs.get(i))));
            }
        }
        return outcomes;
    }

    private static boolean isSimple(Replacement<ExecutionSession> replacement) {
        return replacement.references().isEmpty()
                && isSmall(replacement.read().executionResult())
                && isSmall(replacement.next().executionResult());
    }

    private static boolean isSmall(ExecutionResult result) {
        long size = 0;
        for (ExecutionResultDetail detail : result.details()) {
            size += SIZE_OF_AN_EMPTY_DETAIL + detail.message().length();
        }
        return size <= MAX_DETAILS_SIZE;
    }

    private boolean[] replaceTogether(Handle handle, List<Replacement<ExecutionSession>> replacements) {
        boolean[] replaced = new boolean[replacements.size()];
        if (replacements.isEmpty()) {
            return replaced;
        }
        // Locks first the results, then the sessions, as the replacement of a single session does.
        Map<ResultKey, ExecutionResultEntity> stored = results.findAllForUpdate(
                handle, replacements.stream().map(ReplaceSessions::resultKey).toList());
        List<Integer> unchanged = new ArrayList<>();
        List<RowUpdate.Change> changes = new ArrayList<>();
        for (int i = 0; i < replaced.length; i++) {
            Replacement<ExecutionSession> replacement = replacements.get(i);
            boolean resultUnchanged = Optional.ofNullable(stored.get(resultKey(replacement)))
                    .filter(result -> result.result().equals(replacement.read().executionResult()))
                    .isPresent();
            if (resultUnchanged) {
                unchanged.add(i);
                changes.add(new RowUpdate.Change(row.session(replacement.next()), row.unchanged(replacement.read())));
            }
        }
        boolean[] updated = UPDATE.execute(handle, changes);
        for (int i = 0; i < updated.length; i++) {
            Replacement<ExecutionSession> replacement = replacements.get(unchanged.get(i));
            replaced[unchanged.get(i)] =
                    updated[i] || oneByOne.replaceOtherFormat(handle, replacement.next(), replacement.read());
            if (replaced[unchanged.get(i)]) {
                recordChange(handle, replacement.next(), replacement.read());
            }
        }
        storeResults(handle, replacements, replaced, stored);
        return replaced;
    }

    static void recordChange(Handle handle, ExecutionSession next, ExecutionSession read) {
        RecordedChanges.of(handle).add(EntityChange.updated(next, ChangedProperties.OF_SESSIONS.between(read, next)));
    }

    private void storeResults(
            Handle handle,
            List<Replacement<ExecutionSession>> replacements,
            boolean[] replaced,
            Map<ResultKey, ExecutionResultEntity> stored) {
        List<DetailRows.Replaced> changed = new ArrayList<>();
        for (int i = 0; i < replaced.length; i++) {
            if (replaced[i]) {
                ExecutionResultEntity next =
                        ExecutionResultEntity.of(replacements.get(i).next());
                ExecutionResultEntity before = stored.get(ResultKey.of(next));
                if (before == null) {
                    results.store(handle, next);
                } else {
                    changed.add(new DetailRows.Replaced(before, before.replacedBy(next)));
                }
            }
        }
        results.replaceAll(handle, changed);
    }

    private static ResultKey resultKey(Replacement<ExecutionSession> replacement) {
        return ResultKey.of(ExecutionResultEntity.of(replacement.read()));
    }
}
