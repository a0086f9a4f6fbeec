package org.executionsession.springbootpeer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

record ExecutionResult(
        UUID id,
        @Size(max = 1_000) String executingNodeName,
        // An object in the specification's example, a number in practice.
        JsonNode status,
        Instant startTime,
        Instant stopTime,
        @PositiveOrZero Integer duration,
        UUID fileReferenceID,
        Boolean scriptLogAvailable,
        @Size(max = 4_000) String scriptLogLocation,
        @PositiveOrZero Long scriptLogSize,
        @Size(max = 1_000) List<@Valid ExecutionResultDetail> details,
        List<@Size(max = 1_000) String> privileges) {

    @JsonIgnore
    @AssertTrue(message = "stopTime must not be before startTime")
    boolean isStopNotBeforeStart() {
        return startTime == null || stopTime == null || !stopTime.isBefore(startTime);
    }
}
