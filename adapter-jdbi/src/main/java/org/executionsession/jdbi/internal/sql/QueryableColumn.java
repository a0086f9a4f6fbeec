package org.executionsession.jdbi.internal.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Locale;
import org.executionsession.domain.query.FoldedText;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.ValueKind;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/** The column that holds the values of a property for queries. Its name follows from the path of the property. */
public record QueryableColumn<E>(Property<E> property, String name) {

    static <E> QueryableColumn<E> of(Property<E> property) {
        return new QueryableColumn<>(property, name(property));
    }

    /** The column's name; of our making, for it is built into statements. PostgreSQL knows no more than 63 letters of it. */
    static String name(Property<?> property) {
        return "q_"
                + property.ownerPath()
                        .replace(".operational.lastExecutionResult.", ".lastResult.")
                        .replace(".operational.", ".")
                        .replaceAll("(\\p{Lower})(\\p{Upper})", "$1_$2")
                        .replace('.', '_')
                        .toLowerCase(Locale.ROOT);
    }

    /** Binds the value of an entity to the parameter that has the column's name. */
    public void bind(SqlStatement<?> statement, E entity) {
        Object value = property.value(entity);
        statement.bind(name(), new Value(value == null ? null : stored(property.kind(), value), nullType()));
    }

    /** One class for all values, null or not: a batch treats every row as it has found its first one. */
    private record Value(Object value, int nullType) implements Argument {

        @Override
        public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
            if (value == null) {
                statement.setNull(position, nullType);
            } else {
                statement.setObject(position, value);
            }
        }
    }

    /** A value as columns hold it: text is folded, so that no collation of a database decides what is equal. */
    static Object stored(ValueKind kind, Object value) {
        return switch (kind) {
            case TEXT -> FoldedText.of((String) value);
            case DATE -> UtcTimestamp.of((Instant) value);
            case GUID, NUMBER, ENUM, BOOLEAN -> value;
        };
    }

    private int nullType() {
        return switch (property.kind()) {
            case TEXT -> Types.VARCHAR;
            // Of a UUID, JDBC knows no type of its own.
            case GUID -> Types.OTHER;
            case NUMBER -> Types.BIGINT;
            case ENUM -> Types.INTEGER;
            case DATE -> Types.TIMESTAMP_WITH_TIMEZONE;
            case BOOLEAN -> Types.BOOLEAN;
        };
    }
}
