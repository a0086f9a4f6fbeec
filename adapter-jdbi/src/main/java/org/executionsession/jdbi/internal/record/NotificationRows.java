package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.NotificationDelivery;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotificationUsage;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.LimitedRows;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Stores the subscriptions to notifications. */
public final class NotificationRows implements NotificationStore {

    /** A column with its type for null, and how its value is read from a subscription. */
    private record Column(String name, int type, Function<NotificationSubscription, @Nullable Object> value) {}

    private static final int BOUNDED = Types.VARCHAR;
    private static final int DATE = Types.TIMESTAMP_WITH_TIMEZONE;

    /** What never changes. */
    private static final List<Column> KEY = List.of(
            new Column("id", Types.OTHER, NotificationSubscription::id),
            new Column("owner_directory", BOUNDED, one -> one.owner().userDirectory()),
            new Column("owner_id", BOUNDED, one -> one.owner().userId()),
            new Column("callback_url", BOUNDED, NotificationSubscription::callbackUrl),
            new Column("entity_type", BOUNDED, one -> one.scope().type().name()),
            new Column("entity_id", Types.OTHER, one -> one.scope().entityId()),
            new Column("filter", BOUNDED, one -> one.scope().filter()),
            new Column("change_types", BOUNDED, one -> text(one.scope().changeTypes())),
            new Column("property_name", BOUNDED, one -> one.scope().propertyName()));

    /** What each change writes. */
    private static final List<Column> STATE = List.of(
            new Column("registered_at", DATE, one -> date(one.registeredAt())),
            new Column(
                    "feed_position",
                    Types.BIGINT,
                    one -> one.delivery().cursor().position()),
            new Column(
                    "feed_index", Types.INTEGER, one -> one.delivery().cursor().index()),
            new Column("batch_position", Types.BIGINT, of(NotificationDelivery::batchEnd, ChangeCursor::position)),
            new Column("batch_index", Types.INTEGER, of(NotificationDelivery::batchEnd, ChangeCursor::index)),
            new Column("leased_by", Types.OTHER, one -> one.delivery().leasedBy()),
            new Column("enabled", Types.BOOLEAN, one -> one.delivery().enabled()),
            new Column("failed_attempts", Types.INTEGER, one -> one.delivery().failedAttempts()),
            new Column("failing_since", DATE, of(NotificationDelivery::failingSince, NotificationRows::date)),
            new Column("due_at", DATE, one -> date(one.delivery().dueAt())),
            new Column("pending", Types.INTEGER, one -> one.delivery().pending()),
            new Column("succeeded_at", DATE, of(NotificationDelivery::succeededAt, NotificationRows::date)),
            new Column("failed_at", DATE, of(NotificationDelivery::failedAt, NotificationRows::date)),
            new Column("failure", BOUNDED, of(NotificationDelivery::failure, NotificationFailure::reason)),
            new Column("disclosed_failure", BOUNDED, of(NotificationDelivery::failure, NotificationFailure::disclosed)),
            new Column("version", Types.BIGINT, NotificationSubscription::version));

    private static final List<Column> COLUMNS =
            Stream.concat(KEY.stream(), STATE.stream()).toList();

    private static final RowInsert INSERT = new RowInsert(
            "execution_notification",
            COLUMNS.stream().map(Column::name).toList(),
            1,
            COLUMNS.stream().mapToInt(Column::type).toArray());

    private static final String SELECT =
            "select " + COLUMNS.stream().map(Column::name).collect(joining(", ")) + " from execution_notification ";

    private static final String COUNT =
            "select count(*), coalesce(sum(char_length(filter)), 0) from execution_notification";

    /** The same caller can write its name in other letter cases, of ASCII only, as {@link Caller#key} has it. */
    private static final String OF_OWNER = "where " + inLowerCase("owner_directory") + " = " + inLowerCase(":directory")
            + " and " + inLowerCase("owner_id") + " = " + inLowerCase(":user");

    private static final String AS_READ = " where id = :id and version = :read_version";

    private static final String UPDATE = "update execution_notification set "
            + STATE.stream()
                    .map(column -> column.name() + " = :" + column.name())
                    .collect(joining(", "))
            + AS_READ;

    private final ReadTransactions reads;
    private final WriteExecutor writes;
    private final Dialect dialect;
    private final WriteOperation<New, Boolean> add = WriteOperation.oneByOne("add", this::add);
    private final WriteOperation<Change, Boolean> replace =
            WriteOperation.oneByOne("replace", NotificationRows::replace);
    private final WriteOperation<Enabled, Boolean> enable = WriteOperation.oneByOne("enable", this::enable);
    private final WriteOperation<NotificationSubscription, Boolean> remove =
            WriteOperation.oneByOne("remove", NotificationRows::remove);

    public NotificationRows(JdbiContext database) {
        reads = database.reads();
        writes = database.writes();
        dialect = database.dialect();
    }

    private record New(
            NotificationSubscription subscription,
            Function<NotificationUsage, Optional<NotificationSubscription>> replaced) {}

    private record Change(NotificationSubscription next, NotificationSubscription read) {}

    private record Enabled(Change change, Consumer<NotificationUsage> check) {}

    private static String inLowerCase(String text) {
        return "translate(" + text + ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";
    }

    private boolean add(Handle handle, New added) {
        NotificationSubscription subscription = added.subscription();
        NotificationUsage usage = lockedUsage(handle, subscription.owner());
        // Before one is removed for it.
        if (usage.has(subscription.id())) {
            return false;
        }
        Optional<NotificationSubscription> replaced = added.replaced().apply(usage);
        if (replaced.isPresent() && !remove(handle, replaced.get())) {
            return false;
        }
        Object[] row = COLUMNS.stream()
                .map(column -> column.value().apply(subscription))
                .toArray();
        boolean isInserted = dialect.insertAbsent(handle, INSERT, List.<Object[]>of(row))[0];
        if (!isInserted && replaced.isPresent()) {
            // The snapshot of a host's transaction is older than the subscription. Throws, so that the removal is
            // rolled back.
            throw new StoreUnavailableException("another transaction has added the subscription " + subscription.id());
        }
        return isInserted;
    }

    private NotificationUsage lockedUsage(Handle handle, Caller owner) {
        dialect.lockAddition(handle, LimitedRows.NOTIFICATIONS);
        return usage(handle, owner);
    }

    private static NotificationUsage usage(Handle handle, Caller owner) {
        List<NotificationSubscription> ofOwner = handle.createQuery(SELECT + OF_OWNER)
                .bind("directory", owner.userDirectory())
                .bind("user", owner.userId())
                .map((columns, context) -> read(columns))
                .list();
        return handle.createQuery(COUNT)
                .map((columns, context) -> new NotificationUsage(columns.getLong(1), columns.getLong(2), ofOwner))
                .one();
    }

    private boolean enable(Handle handle, Enabled enabled) {
        NotificationSubscription read = enabled.change().read();
        NotificationUsage usage = lockedUsage(handle, read.owner());
        if (!usage.has(read)) {
            return false;
        }
        enabled.check().accept(usage);
        return replace(handle, enabled.change());
    }

    private static boolean replace(Handle handle, Change change) {
        Update update = handle.createUpdate(UPDATE)
                .bind("id", change.read().id())
                .bind("read_version", change.read().version());
        for (Column column : STATE) {
            Object value = column.value().apply(change.next());
            if (value == null) {
                update.bindNull(column.name(), column.type());
            } else {
                update.bind(column.name(), value);
            }
        }
        return update.execute() == 1;
    }

    private static boolean remove(Handle handle, NotificationSubscription read) {
        return handle.createUpdate("delete from execution_notification" + AS_READ)
                        .bind("id", read.id())
                        .bind("read_version", read.version())
                        .execute()
                == 1;
    }

    private static <P> Function<NotificationSubscription, @Nullable Object> of(
            Function<NotificationDelivery, @Nullable P> part, Function<P, ?> value) {
        return subscription -> {
            P present = part.apply(subscription.delivery());
            return present == null ? null : value.apply(present);
        };
    }

    private static Object date(Instant date) {
        return UtcTimestamp.of(date);
    }

    private static String text(Set<ChangeType> types) {
        return types.stream().map(ChangeType::name).collect(joining(","));
    }

    private static NotificationSubscription read(ResultSet columns) throws SQLException {
        Set<ChangeType> types = EnumSet.noneOf(ChangeType.class);
        for (String type : columns.getString("change_types").split(",")) {
            types.add(ChangeType.valueOf(type));
        }
        return new NotificationSubscription(
                columns.getObject("id", UUID.class),
                columns.getString("callback_url"),
                new NotificationScope(
                        NotifiedType.valueOf(columns.getString("entity_type")),
                        columns.getObject("entity_id", UUID.class),
                        columns.getString("filter"),
                        types,
                        columns.getString("property_name")),
                new Caller(columns.getString("owner_directory"), columns.getString("owner_id")),
                UtcTimestamp.read(columns, "registered_at"),
                delivery(columns),
                columns.getLong("version"));
    }

    private static NotificationDelivery delivery(ResultSet columns) throws SQLException {
        String failure = columns.getString("failure");
        Long batchPosition = columns.getObject("batch_position", Long.class);
        return new NotificationDelivery(
                new ChangeCursor(columns.getLong("feed_position"), columns.getInt("feed_index")),
                batchPosition == null ? null : new ChangeCursor(batchPosition, columns.getInt("batch_index")),
                columns.getObject("leased_by", UUID.class),
                columns.getBoolean("enabled"),
                columns.getInt("failed_attempts"),
                dateOrNull(columns, "failing_since"),
                UtcTimestamp.read(columns, "due_at"),
                columns.getInt("pending"),
                dateOrNull(columns, "succeeded_at"),
                dateOrNull(columns, "failed_at"),
                failure == null ? null : new NotificationFailure(failure, columns.getString("disclosed_failure")));
    }

    private static @Nullable Instant dateOrNull(ResultSet columns, String column) throws SQLException {
        OffsetDateTime date = columns.getObject(column, OffsetDateTime.class);
        return date == null ? null : date.toInstant();
    }

    private <T> T read(Function<Handle, T> query) {
        return SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = reads.open()) {
                return query.apply(handle);
            }
        });
    }

    @Override
    public boolean add(
            NotificationSubscription subscription,
            Function<NotificationUsage, Optional<NotificationSubscription>> replaced) {
        requireNonNull(subscription, "subscription");
        return writes.run(add, new New(subscription, requireNonNull(replaced, "replaced")));
    }

    @Override
    public Optional<NotificationSubscription> find(UUID id) {
        requireNonNull(id, "id");
        return read(handle -> handle.createQuery(SELECT + "where id = :id")
                .bind("id", id)
                .map((columns, context) -> read(columns))
                .findOne());
    }

    @Override
    public List<NotificationSubscription> list(@Nullable UUID after, int max) {
        String rest = after == null ? "" : "where id > :after ";
        return read(handle -> {
            Query query = handle.createQuery(SELECT + rest + "order by id fetch first " + max + " rows only");
            if (after != null) {
                query.bind("after", after);
            }
            return query.map((columns, context) -> read(columns)).list();
        });
    }

    @Override
    public NotificationUsage usage(Caller owner) {
        requireNonNull(owner, "owner");
        return read(handle -> usage(handle, owner));
    }

    @Override
    public Optional<ChangeCursor> earliestPlace() {
        return read(handle -> handle.createQuery("select feed_position, feed_index from execution_notification"
                        + " where enabled order by feed_position, feed_index fetch first 1 rows only")
                .map((columns, context) ->
                        new ChangeCursor(columns.getLong("feed_position"), columns.getInt("feed_index")))
                .findOne());
    }

    @Override
    public boolean replace(NotificationSubscription next, NotificationSubscription read) {
        requireNonNull(next, "next");
        return writes.run(replace, new Change(next, requireNonNull(read, "read")));
    }

    @Override
    public boolean enable(
            NotificationSubscription next, NotificationSubscription read, Consumer<NotificationUsage> check) {
        requireNonNull(next, "next");
        requireNonNull(read, "read");
        return writes.run(enable, new Enabled(new Change(next, read), requireNonNull(check, "check")));
    }

    @Override
    public boolean remove(NotificationSubscription read) {
        return writes.run(remove, requireNonNull(read, "read"));
    }
}
