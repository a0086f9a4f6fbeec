package org.executionsession.springbootpeer;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

record TaskOperational(
        UUID id,
        @Valid ExecutionResult lastExecutionResult,
        Instant nextExecution,
        List<@Size(max = 1_000) String> privileges) {}
