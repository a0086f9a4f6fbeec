package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

/**
 * Why an attempt to notify a subscriber failed.
 *
 * @param reason the reason, for operators; never null
 * @param disclosed the reason for the subscriber, who may not learn from it how an internal service responds, or whether a host exists; never null
 */
public record NotificationFailure(String reason, String disclosed) {

    /** The longest reason, in UTF-16 units. */
    public static final int LENGTH_MAX = 500;

    /** Rejects null and shortens the reasons. */
    public NotificationFailure {
        reason = shortened(requireNonNull(reason, "reason"));
        disclosed = shortened(requireNonNull(disclosed, "disclosed"));
    }

    private static String shortened(String text) {
        return text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX - 1) + "…" : text;
    }
}
