package org.executionsession.springbootpeer;

import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

record ExecutingNode(UUID id, List<@Size(max = 1_000) String> privileges) {}
