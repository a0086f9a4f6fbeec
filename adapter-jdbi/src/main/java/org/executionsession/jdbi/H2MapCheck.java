package org.executionsession.jdbi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.MetaType;
import org.h2.mvstore.type.StringDataType;

/**
 * Checks the content of the maps of an H2 database. H2 2.4.240 has check values of the beginnings of pages, but not of what follows. So the check reads each
 * entry as what it is, and compares where the last one ends with the end of its page. It finds no change of a value that keeps its length. It does not read
 * the entries of maps whose types are not stored, such as those of large objects and undo logs, nor those of maps with values of the SQL type ROW.
 */
final class H2MapCheck {

    /** In it, H2 stores the types of the keys and values of most other maps. */
    private static final String TYPES = "_";

    /** The map of H2 with the SQL of all definitions. It has no values of type ROW. */
    private static final String DEFINITIONS = "table.0";

    /** A definition of what can have values of type ROW. */
    private static final Pattern DEFINES_ROWS =
            Pattern.compile("\\bCREATE [A-Z ]*\\b(TABLE|DOMAIN)\\b.*\\bROW\\s*\\(", Pattern.DOTALL);

    private final MVStore store;

    H2MapCheck(MVStore store) {
        this.store = store;
    }

    /**
     * Reads the names and places of all maps and chunks.
     *
     * @throws MVStoreException if one cannot be read
     */
    void checkNames() {
        try {
            assertNoneIsEmpty(new TreeMap<>(store.getMetaMap()));
            assertNoneIsEmpty(store.getLayoutMap());
        } catch (OutOfMemoryError tooLong) {
            throw tooLong("a name or a place of its maps", tooLong);
        }
    }

    /** A part of a page that is missing is read as texts without characters. */
    private static void assertNoneIsEmpty(Map<String, String> attributes) {
        attributes.forEach((name, value) -> {
            if (name.isEmpty() || value.isEmpty()) {
                throw damaged("the names or the places of its maps are damaged");
            }
        });
    }

    /**
     * Reads all entries. Maps that are open already must have their types.
     *
     * @return the names of maps that were not read to their ends, since the database can have values of type ROW
     * @throws MVStoreException if an entry cannot be read
     */
    List<String> checkEntries() {
        List<String> unchecked = new ArrayList<>();
        if (!store.hasMap(TYPES)) {
            return unchecked;
        }
        MVMap<String, DataType<?>> types =
                open(TYPES, StringDataType.INSTANCE, new MetaType<>(null, (thread, reported) -> {}));
        for (String name : store.getMapNames()) {
            try {
                if (!isReadable(name, types)) {
                    unchecked.add(name);
                }
            } catch (OutOfMemoryError tooLong) {
                throw tooLong("an entry of its map " + name, tooLong);
            } catch (StackOverflowError tooDeep) {
                throw damaged("an entry of its map " + name + " has too many arrays within each other");
            }
        }
        return unchecked;
    }

    /** Reads a map. Returns whether all of it could be read without the columns of its table, which the file does not have as such. */
    private boolean isReadable(String name, MVMap<String, DataType<?>> types) {
        try {
            check(name, types);
            return true;
        } catch (RuntimeException failure) {
            if (needsColumns(failure) && !name.equals(DEFINITIONS) && canHaveRows(types)) {
                return false;
            }
            throw failure instanceof MVStoreException damaged ? damaged : unreadable(name, failure);
        }
    }

    /** Without the columns, H2 reads a value of type ROW with a null. A damaged byte can make a value of that type out of any other one. */
    private static boolean needsColumns(RuntimeException failure) {
        return failure.getCause() instanceof NullPointerException;
    }

    private boolean canHaveRows(MVMap<String, DataType<?>> types) {
        Map<String, String> attributes = store.hasMap(DEFINITIONS) ? attributes(DEFINITIONS) : Map.of();
        DataType<?> ofKeys = types.get(attributes.getOrDefault("key", ""));
        DataType<?> ofValues = types.get(attributes.getOrDefault("val", ""));
        // The text of a definition has its SQL. Its values have types of which H2 says nothing to others.
        return ofKeys != null
                && ofValues != null
                && open(DEFINITIONS, ofKeys, ofValues).values().stream()
                        .anyMatch(definition ->
                                DEFINES_ROWS.matcher(String.valueOf(definition)).find());
    }

    private static MVStoreException unreadable(String map, RuntimeException failure) {
        return damaged("an entry of its map " + map + " cannot be read: " + failure);
    }

    /** H2 reserves memory for as many characters or bytes as the file says, before it compares that with the length of the page. */
    private static MVStoreException tooLong(String entry, OutOfMemoryError failure) {
        return damaged(entry + " has a damaged length, or is larger than the heap: " + failure.getMessage());
    }

    private void check(String name, MVMap<String, DataType<?>> types) {
        Map<String, String> attributes = attributes(name);
        String key = attributes.get("key");
        String value = attributes.get("val");
        // The entries of a map of another type than the common one are in no order.
        if (key == null || value == null || attributes.containsKey("type")) {
            return;
        }
        DataType<?> ofKeys = types.get(key);
        DataType<?> ofValues = types.get(value);
        if (ofKeys == null || ofValues == null) {
            throw damaged("the types of its map " + name + " are missing");
        }
        assertReadable(open(name, ofKeys, ofValues));
    }

    private Map<String, String> attributes(String map) {
        String id = store.getMetaMap().get(DataUtils.META_NAME + map);
        return DataUtils.parseMap(store.getMetaMap().get(DataUtils.META_MAP + id));
    }

    private <K, V> MVMap<K, V> open(String name, DataType<K> keys, DataType<V> values) {
        return store.openMap(name, new MVMap.Builder<K, V>().keyType(keys).valueType(new WholePage<>(name, values)));
    }

    private static <K, V> void assertReadable(MVMap<K, V> map) {
        long read = 0;
        Cursor<K, V> entries = map.cursor(null);
        while (entries.hasNext()) {
            entries.next();
            read++;
        }
        if (read != map.sizeAsLong()) {
            throw damaged("its map " + map.getName() + " has " + read + " entries instead of " + map.sizeAsLong());
        }
    }

    private static MVStoreException damaged(String reason) {
        return DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, reason.replaceAll("[{}']", ""));
    }

    /** The type of values that end with their page. */
    private static final class WholePage<V> extends BasicDataType<V> {

        private final String map;
        private final DataType<V> type;

        WholePage(String map, DataType<V> type) {
            this.map = map;
            this.type = type;
        }

        @Override
        public void read(ByteBuffer page, Object values, int count) {
            type.read(page, values, count);
            if (page.hasRemaining()) {
                throw damaged("a page of its map " + map + " does not end with its last value");
            }
        }

        @Override
        public V read(ByteBuffer page) {
            return type.read(page);
        }

        @Override
        public V[] createStorage(int size) {
            return type.createStorage(size);
        }

        @Override
        public int getMemory(V value) {
            return type.getMemory(value);
        }

        @Override
        public boolean isMemoryEstimationAllowed() {
            return type.isMemoryEstimationAllowed();
        }

        @Override
        public void write(WriteBuffer page, V value) {
            throw new UnsupportedOperationException("the check only reads");
        }
    }
}
