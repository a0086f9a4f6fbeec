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
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;

/**
 * Stores idempotency keys with their requests and responses, in the transaction that inserts the entities of the request.
 *
 * @param <E> the type of the entities
 */
public final class IdempotencyKeyRows<E> {

    public static final ExpiredRowCleaner EXPIRED = new ExpiredRowCleaner("execution_idempotency_key", "key_hash");

    private static final List<String> COLUMNS =
            List.of("key_hash", "request_hash", "kind", "created_date", "created_by", "expires_at", "response");

    /** None of the columns is nullable. */
    private static final RowInsert INSERT =
            new RowInsert("execution_idempotency_key", COLUMNS, 1, new int[COLUMNS.size()]);

    private final Dialect dialect;
    private final String kind;
    private final Content<E, ?> content;

    IdempotencyKeyRows(Dialect dialect, String kind, Content<E, ?> content) {
        this.dialect = dialect;
        this.kind = kind;
        this.content = content;
    }

    /**
     * Converts new entities to a stored response and back. All entities of a response have the same creator and date, so the
     * response stores these once.
     *
     * @param documents reads and writes the drafts
     * @param drafts the array type of the drafts
     * @param toDraft returns the draft of an entity
     * @param factory creates an entity from its draft
     * @param created returns the creation date of an entity
     * @param by returns the creator of an entity
     * @param <D> the type of a draft
     */
    record Content<E, D>(
            DocumentCodec documents,
            Class<D[]> drafts,
            Function<E, D> toDraft,
            EntityFactory<E, D> factory,
            Function<E, Instant> created,
            Function<E, String> by) {

        static <E extends AuditedEntity, D> Content<E, D> ofEntities(
                DocumentCodec documents, Class<D[]> drafts, Function<E, D> toDraft, EntityFactory<E, D> factory) {
            return new Content<>(
                    documents, drafts, toDraft, factory, AuditedEntity::createdDate, AuditedEntity::modifiedByUserName);
        }

        byte[] write(List<E> entities) {
            return documents.writeAll(entities.stream().map(toDraft).toList());
        }

        List<E> read(byte[] document, Instant created, String by) {
            return Stream.of(documents.read(document, drafts))
                    .map(draft -> factory.of(draft, created, by))
                    .toList();
        }
    }

    /** Creates an entity from a draft, as it was when it was new. */
    interface EntityFactory<E, D> {
        E of(D draft, Instant created, String by);
    }

    /** Stores the key of a request. If the key is already stored, returns the stored response instead. */
    Optional<StoredResponse<E>> claim(Handle handle, InsertRequest<E> addition) {
        return claimAll(handle, List.of(addition)).get(0);
    }

    /** Stores the keys of several requests, as {@link #claim} does. A request without a key has no stored response. */
    List<Optional<StoredResponse<E>>> claimAll(Handle handle, List<InsertRequest<E>> additions) {
        List<InsertRequest<E>> keyed = additions.stream()
                .filter(InsertRequest::isKeyed)
                // In a fixed order, so that two such transactions with the same keys cannot deadlock.
                .sorted(Comparator.comparing(
                        addition -> addition.request().key().hex()))
                .toList();
        // Compares the inserts by identity: two equal ones may come from one repeated request.
        Map<InsertRequest<E>, StoredResponse<E>> before = new IdentityHashMap<>();
        if (!keyed.isEmpty()) {
            EXPIRED.deleteBatch(handle, keyed.get(0).now());
            store(handle, keyed, before);
        }
        return additions.stream()
                .map(addition -> Optional.ofNullable(before.get(addition)))
                .toList();
    }

    /**
     * Stores the keys of requests, and adds the stored responses of the other keys to {@code before}. If a stored key has
     * expired in the meantime, or was deleted, it is tried again.
     */
    private void store(Handle handle, List<InsertRequest<E>> keyed, Map<InsertRequest<E>, StoredResponse<E>> before) {
        List<InsertRequest<E>> retries = new ArrayList<>();
        boolean[] inserted = dialect.insertAbsent(
                handle, INSERT, keyed.stream().map(this::row).toList());
        for (int i = 0; i < inserted.length; i++) {
            InsertRequest<E> addition = keyed.get(i);
            if (!inserted[i]) {
                find(handle, addition.request(), addition.now())
                        .ifPresentOrElse(response -> before.put(addition, response), () -> retries.add(addition));
            }
        }
        if (!retries.isEmpty()) {
            retries.forEach(addition -> deleteIfExpired(handle, addition));
            store(handle, retries, before);
        }
    }

    private static void deleteIfExpired(Handle handle, InsertRequest<?> addition) {
        handle.createUpdate("delete from execution_idempotency_key where key_hash = :key and expires_at <= :now")
                .bind("key", addition.request().key().hex())
                .bind("now", UtcTimestamp.of(addition.now()))
                .execute();
    }

    private Object[] row(InsertRequest<E> addition) {
        Optional<E> any = addition.entities().stream().findFirst();
        return new Object[] {
            addition.request().key().hex(),
            addition.request().content().hex(),
            kind,
            UtcTimestamp.of(any.map(content.created()).orElse(addition.now())),
            any.map(content.by()).orElse(""),
            UtcTimestamp.of(addition.request().expiresAt()),
            content.write(addition.entities())
        };
    }

    /** Returns the stored response of the request's key; empty if the key is not stored or has expired. */
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
        boolean sameKind = columns.getString("kind").equals(kind);
        return new StoredResponse<>(
                new Fingerprint(columns.getString("request_hash")),
                sameKind
                        ? content.read(
                                columns.getBytes("response"),
                                UtcTimestamp.read(columns, "created_date"),
                                columns.getString("created_by"))
                        : List.of());
    }
}
