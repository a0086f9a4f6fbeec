package org.executionsession.jdbi.internal.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Remembers requests that came with an idempotency key, within the transaction that makes what they ask for.
 *
 * @param <E> what is made
 */
public final class IdempotencyKeyRows<E> {

    public static final ExpiredRowCleaner EXPIRED = new ExpiredRowCleaner("execution_idempotency_key", "key_hash");

    private static final String INSERT =
            "insert into execution_idempotency_key (key_hash, request_hash, kind, created_date, created_by, expires_at, response)"
                    + " values (:key, :content, :kind, :created, :by, :expires, :document)";

    private final Dialect dialect;
    private final String kind;
    private final Content<E, ?> content;

    IdempotencyKeyRows(Dialect dialect, String kind, Content<E, ?> content) {
        this.dialect = dialect;
        this.kind = kind;
        this.content = content;
    }

    /**
     * The stored form of what is new, which was all made by the same caller at the same time: what that one said, when, and
     * who it was.
     *
     * @param <D> what a caller says of an entity
     */
    record Content<E, D>(
            DocumentCodec documents,
            Class<D[]> drafts,
            Function<E, D> toDraft,
            Recording<E, D> recording,
            Function<E, Instant> created,
            Function<E, String> by) {

        static <E extends AuditedEntity, D> Content<E, D> ofRecorded(
                DocumentCodec documents, Class<D[]> drafts, Function<E, D> toDraft, Recording<E, D> recording) {
            return new Content<>(
                    documents,
                    drafts,
                    toDraft,
                    recording,
                    AuditedEntity::createdDate,
                    AuditedEntity::modifiedByUserName);
        }

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

    /** Remembers a request; when it is remembered already, returns what was made for it. */
    Optional<StoredResponse<E>> claim(Handle handle, InsertRequest<E> addition) {
        return claimAll(handle, List.of(addition)).get(0);
    }

    /** The same for several; those that came without a key have no response from before. */
    List<Optional<StoredResponse<E>>> claimAll(Handle handle, List<InsertRequest<E>> additions) {
        List<InsertRequest<E>> keyed = additions.stream()
                .filter(InsertRequest::isKeyed)
                // In one order: of two of these with the same keys, none waits for the other one with its own.
                .sorted(Comparator.comparing(
                        addition -> addition.request().key().hex()))
                .toList();
        // By the additions themselves: two of them may be of one request.
        Map<InsertRequest<E>, StoredResponse<E>> before = new IdentityHashMap<>();
        if (!keyed.isEmpty()) {
            EXPIRED.forgetSome(handle, keyed.get(0).now());
            remember(handle, keyed, before);
        }
        return additions.stream()
                .map(addition -> Optional.ofNullable(before.get(addition)))
                .toList();
    }

    /** Remembers requests, and puts down what was made for those that were remembered before. */
    private void remember(
            Handle handle, List<InsertRequest<E>> keyed, Map<InsertRequest<E>, StoredResponse<E>> before) {
        List<InsertRequest<E>> again = new ArrayList<>();
        try (PreparedBatch batch = handle.prepareBatch(dialect.insertWhereAbsent(INSERT))) {
            keyed.forEach(addition -> bind(batch, addition).add());
            int[] inserted = dialect.insertedWhereAbsent(batch);
            for (int i = 0; i < inserted.length; i++) {
                InsertRequest<E> addition = keyed.get(i);
                if (inserted[i] <= 0) {
                    find(handle, addition.request(), addition.now())
                            .ifPresentOrElse(answer -> before.put(addition, answer), () -> again.add(addition));
                }
            }
        }
        if (!again.isEmpty()) {
            again.forEach(addition -> forgetIfExpired(handle, addition));
            remember(handle, again, before);
        }
    }

    private static void forgetIfExpired(Handle handle, InsertRequest<?> addition) {
        handle.createUpdate("delete from execution_idempotency_key where key_hash = :key and expires_at <= :now")
                .bind("key", addition.request().key().hex())
                .bind("now", UtcTimestamp.of(addition.now()))
                .execute();
    }

    private PreparedBatch bind(PreparedBatch batch, InsertRequest<E> addition) {
        Optional<E> any = addition.entities().stream().findFirst();
        return batch.bind("key", addition.request().key().hex())
                .bind("content", addition.request().content().hex())
                .bind("kind", kind)
                .bind("created", UtcTimestamp.of(any.map(content.created()).orElse(addition.now())))
                .bind("by", any.map(content.by()).orElse(""))
                .bind("expires", UtcTimestamp.of(addition.request().expiresAt()))
                .bind("document", content.write(addition.entities()));
    }

    /** What was made for a request with the same key that has not expired. */
    Optional<StoredResponse<E>> find(Handle handle, IdempotentRequest request, Instant now) {
        return handle.createQuery(
                        "select request_hash, kind, created_date, created_by, response from execution_idempotency_key"
                                + " where key_hash = :key and expires_at > :now")
                .bind("key", request.key().hex())
                .bind("now", UtcTimestamp.of(now))
                .map((columns, context) -> read(columns))
                .findOne();
    }

    private StoredResponse<E> read(ResultSet columns) throws SQLException {
        boolean ofThisKind = columns.getString("kind").equals(kind);
        return new StoredResponse<>(
                new Fingerprint(columns.getString("request_hash")),
                ofThisKind
                        ? content.read(
                                columns.getBytes("response"),
                                UtcTimestamp.read(columns, "created_date"),
                                columns.getString("created_by"))
                        : List.of());
    }
}
