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
 * What the builds that share a database write: each has other columns and documents than the next one, and registers them
 * under a number that its rows carry. So a build can tell which rows lack a column of its own, in whatever order the
 * builds have started.
 */
public final class RowFormats {

    /** What a build leaves in a row that does not know formats. */
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
    public static void withdraw(Handle handle, Set<String> columns) {
        Map<Integer, String> registered = handle
                .createQuery("select id, properties from execution_row_format")
                .map((row, context) -> Map.entry(row.getInt("id"), row.getString("properties")))
                .stream()
                .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        registered.forEach((id, properties) -> {
            String left = properties
                    .lines()
                    .filter(property -> !columns.contains(property))
                    .collect(joining("\n"));
            if (!left.equals(properties)) {
                handle.createUpdate(
                                "update execution_row_format set fingerprint = :nobodys, properties = :left where id = :id")
                        .bind("nobodys", "withdrawn " + id)
                        .bind("left", left)
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

    /** The format of rows that this build writes. */
    int own() {
        return own;
    }

    /** The formats whose rows have every column of this build, in ascending order, as far as they were looked up. */
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

    /** Looks up what other builds have registered meanwhile. */
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
     * The format of rows of another one once the columns of this build are filled in them, too. What the other build has
     * written in columns of its own is still right, for the document has not changed; so two builds that lack columns of
     * each other do not fill the same rows for ever.
     */
    int filled(Handle handle, int format) {
        SortedSet<String> both = new TreeSet<>(ownProperties());
        handle.createQuery("select properties from execution_row_format where id = :id")
                .bind("id", Math.abs(format))
                .mapTo(String.class)
                .findOne()
                .ifPresent(others -> others.lines().forEach(both::add));
        return register(handle, both);
    }

    /** Within a transaction; it fails, to be tried again, when another server registers one at the same time. */
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
