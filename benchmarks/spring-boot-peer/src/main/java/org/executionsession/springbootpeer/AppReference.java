package org.executionsession.springbootpeer;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

record AppReference(
        UUID id,
        @Size(max = 1_000) String name,
        @Size(max = 1_000) String appId,
        Instant publishTime,
        Boolean published,
        @Valid StreamReference stream,
        @Size(max = 1_000) String savedInProductVersion,
        @Size(max = 1_000) String migrationHash,
        // An object in the specification's example, a number in practice.
        JsonNode availabilityStatus,
        List<@Size(max = 1_000) String> privileges) {}
