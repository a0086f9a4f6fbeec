package org.executionsession.recorder;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;

/**
 * The state of an attempt at one moment.
 *
 * @param bytes what its messages take in memory, as an estimate
 */
record Attempt(int number, ExecutionResult result, long bytes) {

    Attempt(int number, ExecutionResult result) {
        this(number, result, MessageBudget.bytes(result));
    }

    /** Returns this attempt with those of the stored messages that it does not have: others have added them. */
    Attempt withMessagesOf(ExecutionResult stored) {
        Set<UUID> own = result.details().stream().map(ExecutionResultDetail::id).collect(Collectors.toSet());
        List<ExecutionResultDetail> details = new ArrayList<>(result.details());
        stored.details().stream()
                .filter(detail -> !own.contains(detail.id()))
                .limit(ExecutionResult.DETAILS_MAX - details.size())
                .forEach(details::add);
        return new Attempt(number, result.toBuilder().details(details).build());
    }

    /** Returns the id of the result, which is chosen before it is stored. */
    UUID resultId() {
        return requireNonNull(result.id(), "result.id");
    }

    boolean hasSameResultAs(Attempt other) {
        return resultId().equals(other.resultId());
    }
}
