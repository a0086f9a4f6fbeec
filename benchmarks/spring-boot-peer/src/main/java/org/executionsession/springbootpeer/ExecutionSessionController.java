package org.executionsession.springbootpeer;

import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sessions over HTTP. */
@RestController
@RequestMapping("/executionsession")
class ExecutionSessionController {

    private final ExecutionSessionService sessions;

    ExecutionSessionController(ExecutionSessionService sessions) {
        this.sessions = sessions;
    }

    @PostMapping
    ResponseEntity<ExecutionSession> create(@Valid @RequestBody ExecutionSession said) {
        ExecutionSession session = sessions.create(said);
        return ResponseEntity.created(URI.create("/executionsession/" + session.id()))
                .body(session);
    }

    @GetMapping("/{id}")
    ResponseEntity<ExecutionSession> find(@PathVariable UUID id) {
        return ResponseEntity.of(sessions.find(id));
    }
}
