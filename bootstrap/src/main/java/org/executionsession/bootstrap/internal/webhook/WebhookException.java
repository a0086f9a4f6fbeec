package org.executionsession.bootstrap.internal.webhook;

/** A receiver cannot be called now. The message contains neither the path of the URL nor a secret. */
final class WebhookException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WebhookException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns the message without the name of this class, because it becomes a detail of the result. */
    @Override
    public String toString() {
        return getMessage();
    }
}
