package org.executionsession.jdbi.internal.migration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.executionsession.domain.idempotency.Fingerprint;

/**
 * One step of the schema. H2 commits each statement of it, so a failed start may leave some of them done: each statement must be
 * repeatable, as in {@code create table if not exists}.
 *
 * <p>Servers that start at the same time on one H2 database all run its migrations. This is safe for {@code create}, but not for
 * {@code alter table}: H2 copies the table, and holds no lock between the steps.
 *
 * @param version its number; migrations run in ascending order
 * @param name the name of its file
 * @param script its statements, each of which ends with a semicolon at the end of a line; a comment begins with two hyphens at
 *     the start of a line
 */
record Migration(int version, String name, String script) {

    /** Reads a migration from its file, whose name begins with V, the version and two underscores. */
    static Migration ofResource(String file) {
        int version = Integer.parseInt(file.substring(1, file.indexOf("__")));
        try (InputStream bytes = Migration.class.getResourceAsStream("/org/executionsession/jdbi/migration/" + file)) {
            return new Migration(version, file, new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the statements for a database. */
    List<String> statements(Map<String, String> placeholders) {
        StringBuilder sql = new StringBuilder();
        filled(placeholders)
                .lines()
                .filter(line -> !line.startsWith("--"))
                .forEach(line -> sql.append(line).append('\n'));
        return Stream.of(sql.toString().split(";\\R"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** Returns the script for a database, with the comments between its statements, but not those at its start. */
    String filled(Map<String, String> placeholders) {
        String filled = script.replace("\r\n", "\n").replaceFirst("\\A(?:--.*\n)+", "");
        for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
            filled = filled.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
        }
        return filled;
    }

    /** Returns a checksum of the script, which does not depend on the line separator. */
    String checksum() {
        return Fingerprint.of(script.replace("\r\n", "\n")).hex();
    }
}
