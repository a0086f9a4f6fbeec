package org.executionsession.jdbi.internal.migration;

import static java.util.stream.Collectors.joining;

import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.ForeignTables;
import org.executionsession.jdbi.internal.sql.TableNames;

/** Writes the migrations as a script, with the rows of their history. */
public final class MigrationScript {

    private MigrationScript() {}

    /** Returns the latest version of the schema. */
    public static int latestVersion() {
        return Schema.MIGRATIONS.get(Schema.MIGRATIONS.size() - 1).version();
    }

    /**
     * Returns the statements of the migrations. Each can be repeated.
     *
     * @param from the version of the first migration
     */
    public static String of(Dialect dialect, TableNames names, int from) {
        String history = "-- The migrations that were applied.\n"
                + names.qualified(Schema.CREATE_HISTORY)
                        .replaceFirst(" \\(", " (\n    ")
                        .replace(", ", ",\n    ")
                + ";\n";
        return history
                + Schema.MIGRATIONS.stream()
                        .filter(migration -> migration.version() >= from)
                        .map(migration -> "\n-- " + migration.name() + "\n\n" + statements(migration, dialect, names))
                        .collect(joining());
    }

    private static String statements(Migration migration, Dialect dialect, TableNames names) {
        String applied = names.qualified("insert into " + ForeignTables.HISTORY
                + " (version, name, checksum, applied_at)\n"
                + "select " + migration.version() + ", '" + migration.name() + "', '" + migration.checksum()
                + "', current_timestamp\n"
                + "where not exists (select 1 from " + ForeignTables.HISTORY + " where version = " + migration.version()
                + ")");
        return names.qualifiedMigration(migration.filled(dialect.placeholders()), dialect)
                        .strip()
                + "\n\n" + applied + ";\n";
    }
}
