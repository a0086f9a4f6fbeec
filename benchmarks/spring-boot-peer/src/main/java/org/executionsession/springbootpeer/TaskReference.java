package org.executionsession.springbootpeer;

import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

record TaskReference(
        UUID id,
        @Size(max = 1_000) String name,
        Integer taskType,
        Boolean enabled,
        @PositiveOrZero Integer taskSessionTimeout,
        @PositiveOrZero Integer maxRetries,
        @Valid TaskOperational operational,
        List<@Size(max = 1_000) String> privileges) {}
