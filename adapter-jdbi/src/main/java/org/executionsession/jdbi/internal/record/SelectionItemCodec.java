package org.executionsession.jdbi.internal.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.executionsession.domain.model.Selection;

/**
 * The stored form of the items of a selection: a version, the types that occur as a JSON array behind its length, and for
 * each item the number of its type and its id. That is a fifth of what the items take as JSON, which is how older versions
 * stored them and which is still read.
 */
final class SelectionItemCodec {

    private static final byte VERSION = 1;

    private static final int BYTES_OF_AN_ITEM = 1 + 2 * Long.BYTES;

    /** More than the contract has, in a few letter cases. */
    private static final int MAX_TYPES = 256;

    private final DocumentCodec documents;

    SelectionItemCodec(DocumentCodec documents) {
        this.documents = documents;
    }

    byte[] write(List<Selection.Item> items) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        items.forEach(item -> numbers.putIfAbsent(item.type(), numbers.size()));
        if (numbers.size() > MAX_TYPES) {
            return documents.writeAll(items);
        }
        byte[] types = documents.writeAll(List.copyOf(numbers.keySet()));
        var bytes = new ByteArrayOutputStream(1 + Integer.BYTES + types.length + items.size() * BYTES_OF_AN_ITEM);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(types.length);
            out.write(types);
            for (Selection.Item item : items) {
                out.writeByte(numbers.get(item.type()));
                out.writeLong(item.objectId().getMostSignificantBits());
                out.writeLong(item.objectId().getLeastSignificantBits());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    List<Selection.Item> read(byte[] stored) {
        if (stored[0] != VERSION) {
            return List.of(documents.read(stored, Selection.Item[].class));
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored, 1, stored.length - 1))) {
            String[] types = documents.read(in.readNBytes(in.readInt()), String[].class);
            List<Selection.Item> items = new ArrayList<>(in.available() / BYTES_OF_AN_ITEM);
            while (in.available() > 0) {
                String type = types[in.readUnsignedByte()];
                items.add(new Selection.Item(type, new UUID(in.readLong(), in.readLong())));
            }
            return items;
        } catch (IOException damaged) {
            throw new UncheckedIOException("a stored selection cannot be read", damaged);
        }
    }
}
