package org.executionsession.springbootpeer;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Creates and finds sessions, each in one transaction. */
@Service
class ExecutionSessionService {

    private final ExecutionSessionRepository repository;

    ExecutionSessionService(ExecutionSessionRepository repository) {
        this.repository = repository;
    }

    /** Stores what the caller says; an id in use fails at the commit with a DataIntegrityViolationException. */
    @Transactional
    public ExecutionSession create(ExecutionSession said) {
        UUID id = said.id() == null ? UUID.randomUUID() : said.id();
        ExecutionSession session = said.recorded(id, Instant.now());
        repository.save(new ExecutionSessionEntity(session));
        return session;
    }

    @Transactional(readOnly = true)
    public Optional<ExecutionSession> find(UUID id) {
        return repository.findById(id).map(ExecutionSessionEntity::document);
    }
}
