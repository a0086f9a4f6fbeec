package org.executionsession.bootstrap.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class logs, instead of printing it. */
public final class LoggedMessages {

    private LoggedMessages() {}

    /** Returns the messages that an action logs. Other test classes of the process configure the log, too. */
    public static List<String> of(Class<?> source, Runnable action) {
        Logger logger = (Logger) LoggerFactory.getLogger(source);
        Level level = logger.getLevel();
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(events);
        try {
            action.run();
        } finally {
            logger.detachAppender(events);
            logger.setAdditive(true);
            logger.setLevel(level);
        }
        return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
