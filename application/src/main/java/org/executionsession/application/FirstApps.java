package org.executionsession.application;

import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.App;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.StreamReference;
import org.jspecify.annotations.Nullable;

/**
 * The first apps in the order of their ids, within limits of their number and of the size of their texts. Which apps these are does not
 * depend on the order in which they are added.
 */
final class FirstApps {

    /** An app without texts needs about as much memory as so many characters. */
    private static final int SIZE_WITHOUT_TEXTS = 200;

    private final TreeMap<String, App> byId = new TreeMap<>();
    private final int maxApps;
    private final long maxCharacters;
    private long characters;

    /** The id of the first app that had no space; null if there was none. */
    private @Nullable String end;

    /**
     * Creates a list without apps.
     *
     * @param maxApps the maximum number of apps
     * @param maxCharacters the maximum size of all apps, in characters
     */
    FirstApps(int maxApps, long maxCharacters) {
        this.maxApps = maxApps;
        this.maxCharacters = maxCharacters;
    }

    /** Returns whether an app can be added. It may be known already. */
    boolean hasSpaceFor(UUID id) {
        return byId.size() < maxApps && (end == null || id.toString().compareTo(end) < 0);
    }

    boolean contains(UUID id) {
        return byId.containsKey(id.toString());
    }

    /** Adds an app, unless the known one has a name and this one has none. */
    void add(App app) {
        String id = app.id().toString();
        App known = byId.get(id);
        if (end != null && id.compareTo(end) >= 0
                || known != null && app.reference().name().isEmpty()) {
            return;
        }
        byId.put(id, app);
        characters += size(app) - (known == null ? 0 : size(known));
        while (byId.size() > maxApps || characters > maxCharacters) {
            end = byId.lastKey();
            characters -= size(byId.pollLastEntry().getValue());
        }
    }

    /** Returns the apps in the order of their ids. */
    List<App> list() {
        return List.copyOf(byId.values());
    }

    private static long size(App app) {
        AppReference reference = app.reference();
        StreamReference stream = reference.stream();
        return SIZE_WITHOUT_TEXTS
                + Stream.of(
                                reference.name(),
                                reference.appId(),
                                reference.savedInProductVersion(),
                                reference.migrationHash(),
                                stream == null ? "" : stream.name())
                        .mapToLong(String::length)
                        .sum();
    }
}
