package org.executionsession.bootstrap.internal.webhook;

/** What the receiver of a webhook is told to do. */
enum WebhookAction {
    START("start"),
    STOP("stop");

    private final String wireName;

    WebhookAction(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
