package org.executionsession.spring;

import org.jspecify.annotations.Nullable;

/** The configuration of the application does not allow the starter to start. Spring Boot prints the message and the action. */
final class InvalidConfigurationException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * Reports a configuration.
     *
     * @param message what is wrong
     * @param action what to change; it names the property or the bean
     */
    InvalidConfigurationException(String message, String action) {
        this(message, action, null);
    }

    InvalidConfigurationException(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
