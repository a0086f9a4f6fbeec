package org.executionsession.spring;

import java.util.function.Supplier;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;

/** Reads the configuration, and names the property or the beans that are wrong. */
final class Configured {

    private static final String DATABASE_ACTION =
            "Check the data source of the application (with Spring Boot, the properties spring.datasource.url, .username and"
                    + " .password, and those of its pool), or execution-sessions.datasource.url if it is set, and that the"
                    + " database runs and can be written to.";

    private Configured() {}

    /** Uses the value of a property. */
    static <T> T property(String name, Supplier<T> use) {
        try {
            return use.get();
        } catch (IllegalArgumentException invalid) {
            throw new InvalidConfigurationException(
                    "The property " + name + " is not valid: " + invalid.getMessage(),
                    "Correct the property " + name + ".",
                    invalid);
        }
    }

    /**
     * Returns the only or primary bean of a type, or null if there is none.
     *
     * @throws InvalidConfigurationException if there are several, and none is primary: to ignore them could go unnoticed
     */
    static <T> @Nullable T bean(Class<T> type, ObjectProvider<T> beans) {
        try {
            return beans.getIfAvailable();
        } catch (NoUniqueBeanDefinitionException several) {
            throw new InvalidConfigurationException(
                    "There are several beans of type " + type.getName() + ", and none is primary: "
                            + several.getBeanNamesFound(),
                    "Mark one of them with @Primary, or remove the others.",
                    several);
        }
    }

    /** Opens the store. */
    static <T> T store(ExecutionSessionsProperties.Schema schema, Supplier<T> open) {
        try {
            return open.get();
        } catch (IllegalArgumentException | IllegalStateException | ExecutionSessionException failure) {
            throw new InvalidConfigurationException(
                    "The store of execution sessions cannot be opened: " + text(failure),
                    concernsDatabase(failure) ? DATABASE_ACTION : action(schema),
                    failure);
        }
    }

    private static String text(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        if (!(failure instanceof StoreUnavailableException unavailable)) {
            return message;
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return message + ": " + unavailable.condition().text() + " (" + root.getMessage() + ")";
    }

    /** Returns whether not the schema but the database or its connections are the reason. */
    private static boolean concernsDatabase(RuntimeException failure) {
        return failure instanceof OverloadedException
                || failure instanceof StoreUnavailableException unavailable
                        && unavailable.condition() != Condition.DENIED;
    }

    private static String action(ExecutionSessionsProperties.Schema schema) {
        String place =
                "The properties execution-sessions.schema.name and execution-sessions.schema.table-prefix say where the"
                        + " tables are, on the data source of the application, or in a database of H2 or PostgreSQL whose"
                        + " URL is execution-sessions.datasource.url.";
        return schema.migrate()
                ? place
                        + " If its user may not create tables, run the statements of SchemaScript as another user, and set"
                        + " execution-sessions.schema.migrate to false."
                : "Set execution-sessions.schema.migrate to true, so that the store creates and migrates its tables; or run"
                        + " the statements of SchemaScript. " + place;
    }
}
