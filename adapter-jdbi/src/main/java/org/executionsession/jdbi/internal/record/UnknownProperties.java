package org.executionsession.jdbi.internal.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.executionsession.domain.exception.StoreFailureException;

/**
 * Finds and keeps the properties of stored documents that this build does not know, since a newer build has written them. They
 * are kept when this build replaces the document.
 *
 * <p>An object gets them only from the object that it was: the document of the same row, the object with the same id at the same
 * place, a value that has no id by its shape, or, if both objects lack the id, an object whose known properties are equal.
 */
final class UnknownProperties {

    private static final String ID = "id";

    private final ObjectMapper mapper;

    UnknownProperties(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Returns whether a document has unknown properties. */
    boolean isIn(byte[] document, DocumentShape shape) {
        return isIn(read(document), shape);
    }

    /**
     * Returns the next document of a row with the unknown properties of the stored one; empty if the stored one has none. The
     * documents themselves need no id: it is a column of the row.
     */
    Optional<JsonNode> keep(byte[] stored, byte[] next, DocumentShape shape) {
        JsonNode from = read(stored);
        if (!isIn(from, shape)) {
            return Optional.empty();
        }
        JsonNode to = read(next);
        if (from instanceof ObjectNode storedObject && to instanceof ObjectNode nextObject) {
            keepProperties(storedObject, nextObject, shape);
        }
        return Optional.of(to);
    }

    byte[] write(JsonNode document) {
        try {
            return mapper.writeValueAsBytes(document);
        } catch (IOException impossible) {
            throw new StoreFailureException("a document cannot be written", impossible);
        }
    }

    private JsonNode read(byte[] document) {
        try {
            return mapper.readTree(document);
        } catch (IOException damaged) {
            throw new StoreFailureException("a stored document cannot be read", damaged);
        }
    }

    private static boolean isIn(JsonNode document, DocumentShape shape) {
        if (document instanceof ArrayNode elements) {
            for (JsonNode element : elements) {
                if (isIn(element, shape)) {
                    return true;
                }
            }
            return false;
        }
        return document instanceof ObjectNode object
                && !isValue(shape)
                && object.properties().stream()
                        .anyMatch(property -> shape.find(property.getKey())
                                .map(known -> isIn(property.getValue(), known))
                                .orElse(true));
    }

    private static void keep(JsonNode from, JsonNode to, DocumentShape shape) {
        if (from instanceof ArrayNode stored && to instanceof ArrayNode next) {
            next.forEach(element -> sameId(stored, element).ifPresent(same -> keep(same, element, shape)));
        } else if (from instanceof ObjectNode stored && to instanceof ObjectNode next && areSame(stored, next, shape)) {
            keepProperties(stored, next, shape);
        }
    }

    private static void keepProperties(ObjectNode stored, ObjectNode next, DocumentShape shape) {
        for (Map.Entry<String, JsonNode> property : stored.properties()) {
            Optional<DocumentShape> known = shape.find(property.getKey());
            if (known.isEmpty()) {
                next.set(property.getKey(), property.getValue());
            } else if (next.has(property.getKey())) {
                keep(property.getValue(), next.get(property.getKey()), known.get());
            }
        }
    }

    private static Optional<JsonNode> sameId(ArrayNode elements, JsonNode sought) {
        for (JsonNode element : elements) {
            if (element.hasNonNull(ID) && haveSameId(element, sought)) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }

    private static boolean areSame(ObjectNode stored, ObjectNode next, DocumentShape shape) {
        if (shape.find(ID).isEmpty()) {
            return true;
        }
        return stored.hasNonNull(ID) || next.hasNonNull(ID)
                ? haveSameId(stored, next)
                : knownPart(stored, shape).equals(knownPart(next, shape));
    }

    private static boolean haveSameId(JsonNode one, JsonNode other) {
        return one.path(ID).equals(other.path(ID));
    }

    /** Returns a copy of a document without its unknown properties. */
    private static JsonNode knownPart(JsonNode document, DocumentShape shape) {
        JsonNode copy = document.deepCopy();
        removeUnknown(copy, shape);
        return copy;
    }

    private static void removeUnknown(JsonNode document, DocumentShape shape) {
        if (document instanceof ArrayNode elements) {
            elements.forEach(element -> removeUnknown(element, shape));
        } else if (document instanceof ObjectNode object && !isValue(shape)) {
            object.retain(shape.properties().keySet());
            // A build may write a null or leave it out.
            object.removeNulls();
            shape.properties().forEach((name, known) -> removeUnknown(object.path(name), known));
        }
    }

    /** Returns whether this build knows no properties of a value. The value may still be an object; it is then ignored. */
    private static boolean isValue(DocumentShape shape) {
        return shape.properties().isEmpty();
    }
}
