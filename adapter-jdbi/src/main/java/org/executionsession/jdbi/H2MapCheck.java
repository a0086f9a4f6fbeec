package org.executionsession.jdbi;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the content of the maps of an H2 database. H2 2.4.240 has check values of the beginnings of pages, but not of what follows. So the check reads each
 * entry as what it is, and compares where the last one ends with the end of its page. It finds no change of a value that keeps its length. It does not read
 * maps whose types are not stored, such as those of large objects, or are known only to the database.
 */
final class H2MapCheck {

    private static final Logger LOG = LoggerFactory.getLogger(H2File.class);

    /** In it, H2 stores the types of the keys and values of most other maps. */
    private static final String TYPES = "_";

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
        assertNoneIsEmpty(new TreeMap<>(store.getMetaMap()));
        assertNoneIsEmpty(store.getLayoutMap());
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
     * @throws MVStoreException if an entry cannot be read
     */
    void checkEntries() {
        if (!store.hasMap(TYPES)) {
            return;
        }
        MVMap<String, DataType<?>> types =
                open(TYPES, StringDataType.INSTANCE, new MetaType<>(null, (thread, reported) -> {}));
        for (String name : store.getMapNames()) {
            try {
                check(name, types);
            } catch (RuntimeException failure) {
                if (!(failure.getCause() instanceof NullPointerException)) {
                    throw failure instanceof MVStoreException damaged ? damaged : unreadable(name, failure);
                }
                // H2 reads values of type ROW only with the columns of the table, which the file does not have as such.
                LOG.debug("cannot check {}", name, failure);
            }
        }
    }

    private static MVStoreException unreadable(String map, RuntimeException failure) {
        return damaged("an entry of its map " + map + " cannot be read: " + failure);
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
