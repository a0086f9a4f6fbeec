package org.executionsession.jdbi.config;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the tables of the store are, and whether the store may create and change them.
 *
 * @param schema the schema with the tables, which must exist; null for the current schema of the connections. Letter case does not
 *     matter unless several schemas differ in it alone
 * @param tablePrefix what the names of all tables and indexes begin with; never null, empty for none
 * @param migrate whether the store migrates its tables to this version when it is opened. Otherwise it only checks them; see
 *     {@link org.executionsession.jdbi.SchemaScript}
 */
public record SchemaConfig(@Nullable String schema, String tablePrefix, boolean migrate) {

    /** The current schema without a prefix, migrated when the store is opened. */
    public static final SchemaConfig DEFAULT = new SchemaConfig(null, "", true);

    /** PostgreSQL shortens names of more than 63 characters, and the longest name of an index has 44. */
    private static final int MAX_PREFIX = 16;

    private static final int MAX_SCHEMA = 63;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if a name is too long, or has characters other than letters, digits and underscores of ASCII,
     *     or begins with a digit
     */
    public SchemaConfig {
        requireNonNull(tablePrefix, "tablePrefix");
        if (schema != null) {
            require("the name of the schema", schema, MAX_SCHEMA);
        }
        if (!tablePrefix.isEmpty()) {
            require("the table prefix", tablePrefix, MAX_PREFIX);
        }
    }

    private static void require(String what, String name, int length) {
        if (name.length() > length || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " must be letters, digits and underscores of ASCII, must not begin with a digit,"
                            + " and must have at most " + length + " characters: " + name);
        }
    }

    /**
     * Returns the same settings with a schema.
     *
     * @param value its name; null for the current schema
     */
    public SchemaConfig withSchema(@Nullable String value) {
        return new SchemaConfig(value, tablePrefix, migrate);
    }

    /**
     * Returns the same settings with a table prefix.
     *
     * @param value the prefix; not null, empty for none
     */
    public SchemaConfig withTablePrefix(String value) {
        return new SchemaConfig(schema, value, migrate);
    }

    /**
     * Returns the same settings with or without migrations.
     *
     * @param value whether the store migrates its tables
     */
    public SchemaConfig withMigrate(boolean value) {
        return new SchemaConfig(schema, tablePrefix, value);
    }
}
