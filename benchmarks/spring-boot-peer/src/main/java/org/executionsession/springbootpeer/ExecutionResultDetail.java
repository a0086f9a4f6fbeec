package org.executionsession.springbootpeer;

import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

record ExecutionResultDetail(
        UUID id,
        Integer detailsType,
        @Size(max = 100_000) String message,
        Instant detailCreatedDate,
        List<@Size(max = 1_000) String> privileges) {}
