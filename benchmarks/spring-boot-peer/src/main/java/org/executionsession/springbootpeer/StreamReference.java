package org.executionsession.springbootpeer;

import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

record StreamReference(UUID id, @Size(max = 1_000) String name, List<@Size(max = 1_000) String> privileges) {}
