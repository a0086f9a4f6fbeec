package org.executionsession.jdbi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;
import org.h2.mvstore.tx.TransactionStore;

/** Copies the maps of a storage engine of H2 2.4.240, without knowledge of their types. What H2 has for that is not public. */
final class H2MapCopy {

    private final Method types = member(MVStoreTool.class, "getGenericMapBuilder");
    private final Method copying = member(MVMap.class, "copyFrom", MVMap.class);
    private final Method version = member(MVStore.class, "setCurrentVersion", long.class);

    private final MVStore source;
    private final MVStore target;

    H2MapCopy(MVStore source, MVStore target) throws NoSuchMethodException {
        this.source = source;
        this.target = target;
    }

    private static Method member(Class<?> type, String name, Class<?>... parameters) throws NoSuchMethodException {
        Method method = type.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    /** Copies all maps and their attributes. */
    void run() throws ReflectiveOperationException {
        call(version, target, source.getCurrentVersion());
        // With their attributes, the maps have the same numbers, to which undo logs of open transactions refer.
        target.getMetaMap().putAll(source.getMetaMap());
        for (String name : source.getMapNames()) {
            copy(name);
        }
    }

    @SuppressWarnings("unchecked")
    private void copy(String name) throws ReflectiveOperationException {
        MVMap.Builder<Object, Object> map = (MVMap.Builder<Object, Object>) call(types, null);
        if (name.startsWith(TransactionStore.UNDO_LOG_NAME_PREFIX)) {
            // H2 counts the pages of these maps in another way.
            map.singleWriter();
        }
        MVMap<Object, Object> copied = source.openMap(name, map);
        call(copying, target.openMap(name, map), copied);
    }

    /** Calls a method, and throws what it throws. */
    private static Object call(Method method, Object instance, Object... arguments)
            throws ReflectiveOperationException {
        try {
            return method.invoke(instance, arguments);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (failed.getCause() instanceof Error failure) {
                throw failure;
            }
            throw failed;
        }
    }
}
