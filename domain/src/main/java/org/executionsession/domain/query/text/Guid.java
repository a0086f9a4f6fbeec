package org.executionsession.domain.query.text;

import static java.util.Objects.requireNonNull;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Parses and formats ids: 32 hexadecimal digits in five groups, in any letter case. Like the .NET server that defines
 * the contract, it also accepts ids in braces and ids without hyphens. It always formats the plain form.
 */
public final class Guid {

    private static final String FORM = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    private static final int DIGITS = 32;

    private static final int HALF = 16;

    /** The text for "no id": ids in responses are never null (contract, parts 1.4 and 6.2). */
    public static final String NONE = new UUID(0, 0).toString();

    private Guid() {}

    /**
     * Parses an id. It does not rely on the parser of the JDK alone, which accepts groups of any length.
     *
     * @param text the id; not null
     * @return empty when the text is not an id
     */
    public static Optional<UUID> parse(String text) {
        requireNonNull(text, "text");
        if (text.length() == DIGITS) {
            return isHex(text) ? Optional.of(ofDigits(text)) : Optional.empty();
        }
        String plain = isInBraces(text) ? text.substring(1, text.length() - 1) : text;
        return hasForm(plain) ? Optional.of(UUID.fromString(plain)) : Optional.empty();
    }

    private static boolean isInBraces(String text) {
        return text.length() == FORM.length() + 2 && text.startsWith("{") && text.endsWith("}");
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(HexFormat::isHexDigit);
    }

    private static UUID ofDigits(String digits) {
        return new UUID(
                HexFormat.fromHexDigitsToLong(digits, 0, HALF), HexFormat.fromHexDigitsToLong(digits, HALF, DIGITS));
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

    /**
     * Formats an id.
     *
     * @param id the id; null for none
     * @return the plain form
     */
    public static String format(@Nullable UUID id) {
        return id == null ? NONE : id.toString();
    }
}
