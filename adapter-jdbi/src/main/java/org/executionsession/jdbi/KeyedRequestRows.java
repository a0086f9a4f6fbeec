package org.executionsession.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Fingerprint;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Recorded;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Remembers requests that came with an idempotency key, within the transaction that records what they ask for.
 *
 * @param <E> what is recorded
 */
final class KeyedRequestRows<E extends Recorded> {

    private static final String INSERT =
            "insert into keyed_request (request_key, content, kind, created_date, created_by, expires, document)"
                    + " values (:key, :content, :kind, :created, :by, :expires, :document)";

    private final Dialect dialect;
    private final EntityKind kind;
    private final Content<E, ?> content;

    KeyedRequestRows(Dialect dialect, EntityKind kind, Content<E, ?> content) {
        this.dialect = dialect;
        this.kind = kind;
        this.content = content;
    }

    /**
     * The stored form of new entities, which were all recorded by the same caller at the same time: what that one said.
     *
     * @param <D> what a caller says of an entity
     */
    record Content<E, D>(Documents documents, Class<D[]> drafts, Function<E, D> toDraft, Recording<E, D> recording) {

        byte[] write(List<E> entities) {
            return documents.writeAll(entities.stream().map(toDraft).toList());
        }

        List<E> read(byte[] document, Instant created, String by) {
            return Stream.of(documents.read(document, drafts))
                    .map(draft -> recording.of(draft, created, by))
                    .toList();
        }
    }

    /** Makes an entity of what a caller said of it, as it was when it was new. */
    interface Recording<E, D> {
        E of(D draft, Instant created, String by);
    }

    /** Remembers a request; when it is remembered already, returns what was recorded for it. */
    Optional<KeyedAnswer<E>> claim(Handle handle, Addition<E> addition) {
        return claimAll(handle, List.of(addition)).get(0);
    }

    /** The same for several; those that came without a key have no answer from before. */
    List<Optional<KeyedAnswer<E>>> claimAll(Handle handle, List<Addition<E>> additions) {
        List<Addition<E>> keyed = additions.stream().filter(Addition::isKeyed).toList();
        Map<KeyedRequest, KeyedAnswer<E>> before = new IdentityHashMap<>();
        if (!keyed.isEmpty()) {
            forgetExpired(handle, keyed.get(0).now());
            for (Addition<E> addition : rememberedAlready(handle, keyed)) {
                before.put(addition.request(), find(handle, addition.request()));
            }
        }
        return additions.stream()
                .map(addition -> Optional.ofNullable(before.get(addition.request())))
                .toList();
    }

    private static void forgetExpired(Handle handle, Instant now) {
        handle.createUpdate("delete from keyed_request where expires <= :now")
                .bind("now", UtcTimestamp.of(now))
                .execute();
    }

    /** Remembers requests; returns those that were remembered before. */
    private List<Addition<E>> rememberedAlready(Handle handle, List<Addition<E>> keyed) {
        List<Addition<E>> already = new ArrayList<>();
        try (PreparedBatch batch = handle.prepareBatch(dialect.insertWhereAbsent(INSERT))) {
            keyed.forEach(addition -> bind(batch, addition).add());
            int[] inserted = dialect.insertedWhereAbsent(batch);
            for (int i = 0; i < inserted.length; i++) {
                if (inserted[i] <= 0) {
                    already.add(keyed.get(i));
                }
            }
        }
        return already;
    }

    private PreparedBatch bind(PreparedBatch batch, Addition<E> addition) {
        Optional<E> any = addition.entities().stream().findFirst();
        return batch.bind("key", addition.request().key().hex())
                .bind("content", addition.request().content().hex())
                .bind("kind", kind.schemaPath())
                .bind("created", UtcTimestamp.of(any.map(Recorded::createdDate).orElse(addition.now())))
                .bind("by", any.map(Recorded::modifiedByUserName).orElse(""))
                .bind("expires", UtcTimestamp.of(addition.request().expires()))
                .bind("document", content.write(addition.entities()));
    }

    private KeyedAnswer<E> find(Handle handle, KeyedRequest request) {
        return handle.createQuery("select content, kind, created_date, created_by, document from keyed_request"
                        + " where request_key = :key")
                .bind("key", request.key().hex())
                .map((columns, context) -> read(columns))
                .one();
    }

    private KeyedAnswer<E> read(ResultSet columns) throws SQLException {
        boolean ofThisKind = columns.getString("kind").equals(kind.schemaPath());
        return new KeyedAnswer<>(
                new Fingerprint(columns.getString("content")),
                ofThisKind
                        ? content.read(
                                columns.getBytes("document"),
                                UtcTimestamp.read(columns, "created_date"),
                                columns.getString("created_by"))
                        : List.of());
    }
}
