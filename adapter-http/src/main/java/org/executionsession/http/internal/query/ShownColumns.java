package org.executionsession.http.internal.query;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.QueryMessages;
import org.executionsession.http.internal.json.JsonReader;

/**
 * What the columns of a table show. Few of them may show the same, also within lists: otherwise a small definition could repeat a large
 * value a hundred times in each row.
 */
final class ShownColumns {

    /** More than clients repeat a column. */
    static final int MAX_REPETITIONS = 10;

    /** Of how many unknown properties a similar one is sought, which takes long. */
    private static final int MAX_SUGGESTIONS = 5;

    private final Map<String, Integer> columnsByContent = new HashMap<>();
    private int suggestions;

    /** Adds a column; reports an error if too many columns show the same. */
    void add(String content, JsonReader column) {
        if (columnsByContent.merge(content.toLowerCase(Locale.ROOT), 1, Integer::sum) > MAX_REPETITIONS) {
            column.addError("definition", "must not be that of more than " + MAX_REPETITIONS + " columns");
        }
    }

    /** Does the same for a column of the elements of a list. */
    void addOfList(Association<?> list, String content, JsonReader column) {
        add("list " + list.path() + "." + content, column);
    }

    /** Returns the message for a column of an unknown property. */
    String unknown(String definition, QueryableProperties<?> properties) {
        suggestions++;
        return suggestions > MAX_SUGGESTIONS
                ? QueryMessages.noProperty(definition, properties)
                : QueryMessages.unknownProperty(definition, properties);
    }
}
