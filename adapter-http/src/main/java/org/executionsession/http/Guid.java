package org.executionsession.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Ids on the wire: 32 hexadecimal digits in five groups, in any letter case. */
final class Guid {

    private static final String FORM = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    /** What the wire writes for "no id": the contract's ids have no null (parts 1.4 and 6.2). */
    static final String NONE = new UUID(0, 0).toString();

    private Guid() {}

    /** Empty when the text is not an id; the JDK's own parser would accept groups of any length. */
    static Optional<UUID> parse(String text) {
        return hasForm(text) ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    private static boolean hasForm(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char is = text.charAt(i);
            if (FORM.charAt(i) == '-' ? is != '-' : !HexFormat.isHexDigit(is)) {
                return false;
            }
        }
        return true;
    }

    static String format(UUID id) {
        return id == null ? NONE : id.toString();
    }
}
