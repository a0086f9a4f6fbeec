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

    /**
     * Returns the name of the column. It contains no input of a client, because it is part of SQL statements.
     * PostgreSQL truncates names after 63 bytes.
     */
    static String name(Property<?> property) {
        return "q_"
                + property.ownerPath()
                        .replace(".operational.lastExecutionResult.", ".lastResult.")
                        .replace(".operational.", ".")
                        .replaceAll("(\\p{Lower})(\\p{Upper})", "$1_$2")
                        .replace('.', '_')
                        .toLowerCase(Locale.ROOT);
    }

    /** Returns the value of an entity as the column stores it; null for none. */
    Object value(E entity) {
        Object value = property.value(entity);
        return value == null ? null : stored(property.kind(), value);
    }

    /** Binds the value of an entity to the parameter with the column's name. */
    public void bind(SqlStatement<?> statement, E entity) {
        statement.bind(name(), new Value(value(entity), nullType()));
    }

    /**
     * One class for all values, including null, because a batch uses the argument type of its first row for all rows.
     */
    record Value(Object value, int nullType) implements Argument {

        @Override
        public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
            bind(statement, position, value, nullType);
        }

        static void bind(PreparedStatement statement, int position, Object value, int nullType) throws SQLException {
            if (value == null) {
                statement.setNull(position, nullType);
            } else {
                statement.setObject(position, value);
            }
        }
    }

    /**
     * Returns a value as columns store it. Text is folded, so that equality does not depend on the collation of the
     * database.
     */
    static Object stored(ValueKind kind, Object value) {
        return switch (kind) {
            case TEXT -> FoldedText.of((String) value);
            case DATE -> UtcTimestamp.of((Instant) value);
            case GUID, NUMBER, ENUM, BOOLEAN -> value;
        };
    }

    int nullType() {
        return switch (property.kind()) {
            case TEXT -> Types.VARCHAR;
            // JDBC has no type for UUIDs.
            case GUID -> Types.OTHER;
            case NUMBER -> Types.BIGINT;
            case ENUM -> Types.INTEGER;
            case DATE -> Types.TIMESTAMP_WITH_TIMEZONE;
            case BOOLEAN -> Types.BOOLEAN;
        };
    }
}
