package org.executionsession.springbootpeer;

import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

record ExecutionSession(
        UUID id,
        Instant createdDate,
        Instant modifiedDate,
        @Size(max = 1_000) String modifiedByUserName,
        @Valid ExecutingNode executingNode,
        @Valid ExecutionResult executionResult,
        Instant abortAt,
        Integer abortReason,
        @Valid TaskReference reloadTask,
        @Valid TaskReference userSyncTask,
        @Valid TaskReference externalProgramTask,
        @PositiveOrZero Integer retries,
        @Size(max = 1_000) String user,
        @Valid AppReference app,
        @Size(max = 1_000) String schemaPath,
        List<@Size(max = 1_000) String> privileges) {

    /** What the caller said, under the id and with the dates that the server gives. */
    ExecutionSession recorded(UUID newId, Instant at) {
        return new ExecutionSession(
                newId,
                at,
                at,
                modifiedByUserName,
                executingNode,
                executionResult,
                abortAt,
                abortReason,
                reloadTask,
                userSyncTask,
                externalProgramTask,
                retries,
                user,
                app,
                schemaPath,
                privileges);
    }

    /** The id of the first task that is given; null when none is. */
    UUID taskId() {
        return Stream.of(reloadTask, userSyncTask, externalProgramTask)
                .filter(Objects::nonNull)
                .map(TaskReference::id)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
