package org.executionsession.vertxpeer;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** The body of requests and responses, with the rules that a body must obey. */
record ExecutionSession(
        UUID id,
        Instant createdDate,
        Instant modifiedDate,
        @Size(max = 1_000) String modifiedByUserName,
        @Valid ExecutingNode executingNode,
        @Valid ExecutionResult executionResult,
        Instant abortAt,
        Integer abortReason,
        @Valid Task reloadTask,
        @Valid Task userSyncTask,
        @Valid Task externalProgramTask,
        @PositiveOrZero Integer retries,
        @Size(max = 1_000) String user,
        @Valid App app,
        @Size(max = 1_000) String schemaPath,
        List<@Size(max = 1_000) String> privileges) {

    record ExecutingNode(UUID id, List<@Size(max = 1_000) String> privileges) {}

    record Task(
            UUID id,
            @Size(max = 1_000) String name,
            Integer taskType,
            Boolean enabled,
            @PositiveOrZero Integer taskSessionTimeout,
            @PositiveOrZero Integer maxRetries,
            @Valid Operational operational,
            List<@Size(max = 1_000) String> privileges) {}

    record Operational(
            UUID id,
            @Valid ExecutionResult lastExecutionResult,
            Instant nextExecution,
            List<@Size(max = 1_000) String> privileges) {}

    /** Its status is an object in the specification's example and a number in practice. */
    record ExecutionResult(
            UUID id,
            @Size(max = 1_000) String executingNodeName,
            JsonNode status,
            Instant startTime,
            Instant stopTime,
            @PositiveOrZero Integer duration,
            UUID fileReferenceID,
            Boolean scriptLogAvailable,
            @Size(max = 4_000) String scriptLogLocation,
            @PositiveOrZero Long scriptLogSize,
            @Size(max = 1_000) List<@Valid Detail> details,
            List<@Size(max = 1_000) String> privileges) {}

    record Detail(
            UUID id,
            Integer detailsType,
            @Size(max = 100_000) String message,
            Instant detailCreatedDate,
            List<@Size(max = 1_000) String> privileges) {}

    /** The availability status is an object in the specification's example and a number in practice. */
    record App(
            UUID id,
            @Size(max = 1_000) String name,
            @Size(max = 1_000) String appId,
            Instant publishTime,
            Boolean published,
            @Valid AppStream stream,
            @Size(max = 1_000) String savedInProductVersion,
            @Size(max = 1_000) String migrationHash,
            JsonNode availabilityStatus,
            List<@Size(max = 1_000) String> privileges) {}

    record AppStream(UUID id, @Size(max = 1_000) String name, List<@Size(max = 1_000) String> privileges) {}

    /** The session as it is stored: with an id, which is a new one if the client sent none, and with the given dates. */
    ExecutionSession created(Instant now) {
        return new ExecutionSession(
                id == null ? timeOrderedId(now) : id,
                now,
                now,
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

    /** UUID version 7: new entries of the primary key arrive in order. */
    private static UUID timeOrderedId(Instant now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                now.toEpochMilli() << 16 | 0x7000L | random.nextInt(0x1000), random.nextLong() >>> 2 | Long.MIN_VALUE);
    }

    /** The id of the first task that has one; null when none has. */
    UUID taskId() {
        return Stream.of(reloadTask, userSyncTask, externalProgramTask)
                .filter(Objects::nonNull)
                .map(Task::id)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
