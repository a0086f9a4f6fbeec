package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The message of a result that says when its attempt was due. Results have no property for this date, so a recorder writes it as the first
 * message.
 *
 * @param scheduledAt when the attempt was due; never null
 */
public record ScheduledStart(Instant scheduledAt) {

    /** The maximum length of the beginning of a message that {@link #parse} needs, in UTF-16 units. */
    public static final int PREFIX_MAX = 60;

    private static final Pattern MESSAGE =
            Pattern.compile("Scheduled for (\\S{1,40}), started .*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Rejects null. */
    public ScheduledStart {
        requireNonNull(scheduledAt, "scheduledAt");
    }

    /**
     * Returns the message.
     *
     * @param startedAt when the attempt started; not null
     * @return the message, with the delay in milliseconds
     */
    public String message(Instant startedAt) {
        requireNonNull(startedAt, "startedAt");
        return "Scheduled for " + scheduledAt + ", started "
                + Duration.between(scheduledAt, startedAt).toMillis() + " ms later";
    }

    /**
     * Reads a message.
     *
     * @param message a message in any letter case, or its first {@link #PREFIX_MAX} characters; not null
     * @return empty if it is another message
     */
    public static Optional<ScheduledStart> parse(String message) {
        requireNonNull(message, "message");
        Matcher matcher = MESSAGE.matcher(message);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ScheduledStart(Instant.parse(matcher.group(1))));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
