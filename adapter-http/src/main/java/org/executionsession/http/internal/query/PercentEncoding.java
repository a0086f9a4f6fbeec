package org.executionsession.http.internal.query;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Percent-encoded text (RFC 3986) in UTF-8. Strict, since names of users are told apart by it: the JDK's decoder would
 * replace what is not UTF-8, and make a blank of a plus sign.
 */
public final class PercentEncoding {

    private PercentEncoding() {}

    /** Empty when the text is not ASCII with two hexadecimal digits behind each '%', or the bytes are not UTF-8. */
    public static Optional<String> decode(String encoded) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(encoded) ? decodeBytes(encoded) : Optional.empty();
    }

    /** The same of a query, in which a plus sign is a blank, and clients forget to encode what is not ASCII. */
    static Optional<String> decodeQuery(String encoded) {
        return decodeBytes(encoded.replace('+', ' '));
    }

    /** Whether a path is percent-encoded as it must be, without looking at what it says. */
    public static boolean isWellFormed(String path) {
        return path.indexOf('%') < 0 || decodeBytes(path).isPresent();
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
