package org.executionsession.bootstrap.internal.webhook;

/** The action that a webhook asks its receiver to perform. */
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
