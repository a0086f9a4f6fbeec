package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tests calls that come after the end of the library. */
class ClosedLibraryTest {

    @Test
    void aCallAfterTheEnd_writesAndNotifiesNobody() {
        List<ExecutionSession> notified = new ArrayList<>();
        ExecutionSessions sessions = ExecutionSessions.inMemoryBuilder()
                .listener(new ExecutionSessionListener() {
                    @Override
                    public void onCreated(ExecutionSession session) {
                        notified.add(session);
                    }
                })
                .build();
        sessions.close();
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("org.executionsession.application");
        logger.addAppender(logged);
        logged.start();
        try {
            ExecutionSession created = sessions.createExecutionSession()
                    .create(ExecutionSessionDraft.builder().user("ACME\\jobs").build(), Caller.SERVICE);
            assertThat(sessions.findExecutionSessions().find(created.id(), Caller.SERVICE))
                    .contains(created);
        } finally {
            logger.detachAppender(logged);
        }
        assertThat(notified).isEmpty();
        assertThat(logged.list).isEmpty();
    }
}
