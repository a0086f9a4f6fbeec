package org.executionsession.http.internal.query;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Percent-encoded text (RFC 3986) in UTF-8. Strict, because it decodes user names: the JDK's decoder replaces
 * malformed UTF-8 and turns a plus sign into a space.
 */
public final class PercentEncoding {

    private static final char REPLACEMENT = '\ufffd';

    private PercentEncoding() {}

    /**
     * Decodes a text. Returns empty unless it is ASCII with two hexadecimal digits behind each '%', and the bytes are
     * UTF-8.
     */
    public static Optional<String> decode(String encoded) {
        return isAscii(encoded) ? decodeBytes(encoded) : Optional.empty();
    }

    /**
     * Decodes a part of a query. A plus sign is a space; unencoded non-ASCII characters are accepted, because clients
     * send them.
     */
    static Optional<String> decodeQuery(String encoded) {
        // Jetty has put the replacement character in the place of bytes that are not UTF-8.
        return encoded.indexOf(REPLACEMENT) < 0 ? decodeBytes(encoded.replace('+', ' ')) : Optional.empty();
    }

    /** Returns whether the percent-encoding of a path is valid: two hexadecimal digits behind each '%', and the bytes are UTF-8. */
    public static boolean isWellFormed(String path) {
        return path.indexOf('%') < 0 || decodeBytes(path).isPresent();
    }

    /** Returns whether all characters of a text are ASCII. */
    public static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> decodeBytes(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '%') {
                int end = encoded.offsetByCodePoints(i, 1);
                bytes.writeBytes(encoded.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
                continue;
            }
            if (i + 2 >= encoded.length()
                    || !HexFormat.isHexDigit(encoded.charAt(i + 1))
                    || !HexFormat.isHexDigit(encoded.charAt(i + 2))) {
                return Optional.empty();
            }
            bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
            i += 2;
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
