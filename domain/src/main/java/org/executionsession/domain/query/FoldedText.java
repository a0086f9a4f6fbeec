package org.executionsession.domain.query;

import java.util.Locale;

/** Text as it is compared and ordered: the same on every store, whatever the collation of a database. */
public final class FoldedText {

    private FoldedText() {}

    /**
     * Folds away the letter case.
     *
     * @param text the text; not null
     * @return what is compared in its place
     */
    public static String of(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
