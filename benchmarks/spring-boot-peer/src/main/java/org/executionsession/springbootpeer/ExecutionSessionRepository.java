package org.executionsession.springbootpeer;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

/** The stored sessions. */
interface ExecutionSessionRepository extends JpaRepository<ExecutionSessionEntity, UUID> {}
