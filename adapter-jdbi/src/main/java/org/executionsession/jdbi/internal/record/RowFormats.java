package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.jdbi.internal.commit.Transactions;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;

/**
 * The row formats of the builds that share a database. Builds may differ in their columns and in the properties of their
 * documents. Each build registers these under a number, which it writes to its rows. So a build can find the rows that lack
 * one of its columns, and the order in which the builds start does not matter. A negative number means that the document
 * also has properties that the build of the format does not know.
 */
public final class RowFormats {

    /** The format of rows of builds that do not know formats. */
    static final int UNKNOWN = 0;

    private final SortedSet<String> ownColumns = new TreeSet<>();
    private final int own;
    private volatile Map<Integer, Set<String>> known = Map.of();

    private RowFormats(Transactions transactions) {
        Table.all().forEach(table -> ownColumns.addAll(table.queryableNames()));
        own = transactions.run(handle -> register(handle, ownProperties()));
    }

    /**
     * Removes columns from all registered formats, because they were added just now. A format can have such a column already if
     * the column existed before and was dropped.
     */
    public static void unregisterColumns(Handle handle, Set<String> columns) {
        Map<Integer, String> registered = handle
                .createQuery("select id, properties from execution_row_format")
                .map((row, context) -> Map.entry(row.getInt("id"), row.getString("properties")))
                .stream()
                .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        registered.forEach((id, properties) -> {
            String remaining = properties
                    .lines()
                    .filter(property -> !columns.contains(property))
                    .collect(joining("\n"));
            if (!remaining.equals(properties)) {
                handle.createUpdate(
                                "update execution_row_format set fingerprint = :fingerprint, properties = :remaining where id = :id")
                        .bind("fingerprint", "withdrawn " + id)
                        .bind("remaining", remaining)
                        .bind("id", id)
                        .execute();
            }
        });
    }

    /** Registers the format of this build. */
    public static RowFormats register(Transactions transactions) {
        return new RowFormats(transactions);
    }

    private SortedSet<String> ownProperties() {
        SortedSet<String> properties = new TreeSet<>(ownColumns);
        properties.addAll(DocumentShape.paths());
        return properties;
    }

    /** Returns the format of the rows that this build writes. */
    int own() {
        return own;
    }

    /** Returns the formats whose rows have all columns of this build, ascending, as of the last {@link #lookUp}. */
    List<Integer> complete() {
        return Stream.concat(
                        Stream.of(own),
                        known.entrySet().stream()
                                .filter(format -> format.getValue().containsAll(ownColumns))
                                .map(Map.Entry::getKey))
                .flatMap(format -> Stream.of(format, -format))
                .distinct()
                .sorted()
                .toList();
    }

    /** Reads the formats that other builds have registered. */
    void lookUp(Handle handle) {
        known = handle
                .createQuery("select id, properties from execution_row_format")
                .map((columns, context) -> Map.entry(
                        columns.getInt("id"),
                        Set.of(columns.getString("properties").split("\n"))))
                .stream()
                .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Returns the format for rows of another format after the columns of this build were filled. It has the columns of both
     * builds: those of the other build stay correct, since the document has not changed. So two builds that each lack columns
     * of the other do not fill the same rows forever.
     */
    int registerBackfilled(Handle handle, int format) {
        SortedSet<String> both = new TreeSet<>(ownProperties());
        handle.createQuery("select properties from execution_row_format where id = :id")
                .bind("id", Math.abs(format))
                .mapTo(String.class)
                .findOne()
                .ifPresent(other -> other.lines().forEach(both::add));
        return register(handle, both);
    }

    /** Registers a format within a transaction. Fails if another server registers one at the same time; then it is retried. */
    private static int register(Handle handle, SortedSet<String> properties) {
        String listed = String.join("\n", properties);
        String fingerprint = Fingerprint.of(listed).hex();
        Optional<Integer> registered = find(handle, fingerprint);
        if (registered.isEmpty()) {
            handle.createUpdate("insert into execution_row_format (id, fingerprint, properties)"
                            + " select coalesce(max(id), " + UNKNOWN
                            + ") + 1, :fingerprint, :properties from execution_row_format")
                    .bind("fingerprint", fingerprint)
                    .bind("properties", listed)
                    .execute();
        }
        return registered.or(() -> find(handle, fingerprint)).orElseThrow();
    }

    private static Optional<Integer> find(Handle handle, String fingerprint) {
        return handle.createQuery("select id from execution_row_format where fingerprint = :fingerprint")
                .bind("fingerprint", fingerprint)
                .mapTo(Integer.class)
                .findOne();
    }
}
