package org.executionsession.http.internal.query;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.domain.query.text.QrsDate;
import org.executionsession.http.internal.json.JsonFields;
import org.executionsession.http.internal.json.ReferenceWriter;

/**
 * Writes one cell of a table.
 *
 * @param <E> the entity of a row
 */
@FunctionalInterface
interface TableCell<E> {

    /** Writes one value. Only cells that show privileges call {@code privileges}. */
    void write(E entity, Function<? super E, List<String>> privileges, JsonGenerator json) throws IOException;

    /** Returns a cell with the contract's name of the type of the entity. */
    static <E> TableCell<E> schemaPath() {
        return (entity, privileges, json) -> json.writeString(((AuditedEntity) entity).schemaPath());
    }

    /** Returns a cell with the privileges of the caller for the entity. */
    static <E> TableCell<E> privileges() {
        return (entity, privileges, json) -> JsonFields.textsOrNull(privileges.apply(entity), json);
    }

    /**
     * Returns a cell with the privileges of a reference, which are always null; for a list, one null for each
     * element.
     */
    static <E> TableCell<E> privileges(Association<E> association) {
        return (entity, privileges, json) -> {
            if (association.toMany()) {
                json.writeStartArray();
                for (long left = association.values(entity).count(); left > 0; left--) {
                    json.writeNull();
                }
                json.writeEndArray();
            } else {
                json.writeNull();
            }
        };
    }

    /**
     * Returns a cell with the value of a property: null if its path contains a null reference, an array if its path
     * contains a list.
     */
    static <E> TableCell<E> value(Property<E> property) {
        return (entity, privileges, json) -> {
            if (!property.toMany()) {
                value(property, property.value(entity), json);
                return;
            }
            json.writeStartArray();
            for (Object value : property.values(entity).toList()) {
                value(property, value, json);
            }
            json.writeEndArray();
        };
    }

    /** Returns a cell with condensed references: an object or null, or an array of objects. */
    static <E> TableCell<E> records(Association<E> association) {
        return (entity, privileges, json) -> {
            List<Object> records = association.values(entity).toList();
            if (!association.toMany()) {
                ReferenceWriter.write(records.isEmpty() ? null : records.get(0), json);
                return;
            }
            json.writeStartArray();
            for (Object record : records) {
                ReferenceWriter.write(record, json);
            }
            json.writeEndArray();
        };
    }

    /** Returns a cell with the number of references. */
    static <E> TableCell<E> count(List<Association<E>> associations) {
        return (entity, privileges, json) -> json.writeNumber(associations.stream()
                .mapToLong(association -> association.values(entity).count())
                .sum());
    }

    /** Returns a cell with a table of the elements of a list. */
    static <E> TableCell<E> table(Association<E> list, List<TableColumn.ListColumn<E>> columns, String schemaPath) {
        return (entity, privileges, json) -> {
            // The values of all columns align, because each element has one value of each property.
            int size = (int) list.values(entity).count();
            List<List<Object>> values = new ArrayList<>(columns.size());
            for (TableColumn.ListColumn<E> column : columns) {
                values.add(
                        column.property() == null
                                ? null
                                : column.property().values(entity).toList());
            }
            json.writeStartObject();
            json.writeArrayFieldStart("columnNames");
            for (TableColumn.ListColumn<E> column : columns) {
                json.writeString(column.name());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("rows");
            for (int row = 0; row < size; row++) {
                json.writeStartArray();
                for (int i = 0; i < columns.size(); i++) {
                    value(
                            columns.get(i).property(),
                            values.get(i) == null ? null : values.get(i).get(row),
                            json);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeStringField("schemaPath", schemaPath);
            json.writeEndObject();
        };
    }

    private static void value(Property<?> property, Object value, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (property.kind()) {
            case TEXT -> json.writeString((String) value);
            case GUID -> json.writeString(Guid.format((UUID) value));
            case NUMBER -> json.writeNumber((Long) value);
            case ENUM -> json.writeNumber((Integer) value);
            case DATE -> json.writeString(QrsDate.format((Instant) value));
            case BOOLEAN -> json.writeBoolean((Boolean) value);
        }
    }
}
