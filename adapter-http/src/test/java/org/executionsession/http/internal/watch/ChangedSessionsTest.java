package org.executionsession.http.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.junit.jupiter.api.Test;

/** An update of a session with its result is one event, also if the pump gets the two changes one after the other. */
class ChangedSessionsTest {

    private final ChangedSessions sessions = new ChangedSessions();

    private static Change change(long position, int index, EntityKind kind, UUID id) {
        return new Change(new ChangeCursor(position, index), Instant.EPOCH, EntityChange.deleted(kind, id, null));
    }

    @Test
    void aSession_isKnownUntilThePositionEnds() {
        UUID session = UUID.randomUUID();
        sessions.add(change(1, 0, EntityKind.SESSION, session));
        sessions.add(change(1, 1, EntityKind.RESULT, UUID.randomUUID()));
        assertThat(sessions.contains(session)).isTrue();
        sessions.add(change(2, 0, EntityKind.RESULT, UUID.randomUUID()));
        assertThat(sessions.contains(session)).isFalse();
    }

    @Test
    void aResult_isNoSession() {
        UUID result = UUID.randomUUID();
        sessions.add(change(1, 0, EntityKind.RESULT, result));
        assertThat(sessions.contains(result)).isFalse();
    }
}
