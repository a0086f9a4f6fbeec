package org.executionsession.http;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids on the wire: 32 hexadecimal digits in five groups, in any letter case. */
final class Guid {

    private static final Pattern FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /** What the wire writes for "no id": the contract's ids have no null (parts 1.4 and 6.2). */
    static final String NONE = new UUID(0, 0).toString();

    private Guid() {}

    /** Empty when the text is not an id; the JDK's own parser would accept groups of any length. */
    static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    static String format(UUID id) {
        return id == null ? NONE : id.toString();
    }
}
