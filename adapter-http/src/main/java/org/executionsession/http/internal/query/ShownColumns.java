package org.executionsession.http.internal.query;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.text.QueryMessages;
import org.executionsession.http.internal.json.JsonReader;

/**
 * What the columns of a table show. Each column must show something else, also within lists: otherwise a small definition could repeat a
 * large value a hundred times in each row.
 */
final class ShownColumns {

    private final Map<String, String> nameByContent = new HashMap<>();

    /** Adds a column; reports an error if another column shows the same. */
    void add(String content, String name, JsonReader column) {
        String earlier = nameByContent.putIfAbsent(content.toLowerCase(Locale.ROOT), name == null ? "" : name);
        if (earlier != null) {
            column.addError("definition", "must not be that of the column " + QueryMessages.quoted(earlier));
        }
    }

    /** Does the same for a column of the elements of a list. */
    void addOfList(Association<?> list, String content, String name, JsonReader column) {
        add("list " + list.path() + "." + content, name, column);
    }
}
