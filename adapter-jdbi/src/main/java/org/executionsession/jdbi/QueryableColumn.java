package org.executionsession.jdbi;

import java.sql.Types;
import java.time.Instant;
import java.util.Locale;
import org.executionsession.domain.query.FoldedText;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.ValueKind;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The column that a property is searched by, drawn from the property: a property added to the catalogue needs nothing
 * here.
 */
record QueryableColumn<E>(Property<E> property) {

    /** The column's name; of our making, for it is built into statements. */
    String name() {
        return name(property);
    }

    static String name(Property<?> property) {
        return "q_"
                + property.homePath()
                        .replaceAll("(\\p{Lower})(\\p{Upper})", "$1_$2")
                        .replace('.', '_')
                        .toLowerCase(Locale.ROOT);
    }

    String sqlType() {
        return switch (property.kind()) {
            case TEXT -> "varchar";
            case GUID -> "uuid";
            case NUMBER -> "bigint";
            case CODE -> "integer";
            case DATE -> "timestamp(3) with time zone";
            case FLAG -> "boolean";
        };
    }

    /** Binds the value of an entity to the parameter that has the column's name. */
    void bind(SqlStatement<?> statement, E entity) {
        Object value = property.value(entity);
        if (value == null) {
            statement.bindNull(name(), nullType());
        } else {
            statement.bind(name(), stored(property.kind(), value));
        }
    }

    /** A value as columns hold it: text is folded, so that no collation of a database decides what is equal. */
    static Object stored(ValueKind kind, Object value) {
        return switch (kind) {
            case TEXT -> FoldedText.of((String) value);
            case DATE -> UtcTimestamp.of((Instant) value);
            case GUID, NUMBER, CODE, FLAG -> value;
        };
    }

    private int nullType() {
        return switch (property.kind()) {
            case TEXT -> Types.VARCHAR;
            case GUID -> Types.OTHER;
            case NUMBER -> Types.BIGINT;
            case CODE -> Types.INTEGER;
            case DATE -> Types.TIMESTAMP_WITH_TIMEZONE;
            case FLAG -> Types.BOOLEAN;
        };
    }
}
