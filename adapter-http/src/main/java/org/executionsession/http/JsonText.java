package org.executionsession.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Parses JSON strictly (RFC 8259): UTF-8 only, no duplicate names, nothing behind the value, nesting bounded. */
final class JsonText {

    /** The contract nests six levels deep; the rest is room for properties that are ignored. */
    static final int MAX_DEPTH = 50;

    private static final int MAX_NUMBER_LENGTH = 100;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            // Texts are bounded by the body, and by the domain.
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    /** What the parser adds for programmers: its switches, its classes, its sources. Callers need only the fault. */
    private static final Pattern ADVICE = Pattern.compile(
            "(: enable `| \\('?`| \\((start marker at|for \\w+ starting at|of type) |: maybe a \\(non-standard\\) comment|`|\\[Source).*");

    private JsonText() {}

    /** The value in the text; throws a problem that says where and why when there is none. */
    static JsonNode parse(byte[] utf8) {
        String text = decode(utf8);
        if (text.isBlank()) {
            throw malformed("", "there is no JSON in the body");
        }
        try (JsonParser parser = READER.createParser(text)) {
            try {
                return READER.readTree(parser);
            } catch (JsonProcessingException failure) {
                String pointer = parser.getParsingContext().pathAsPointer().toString();
                // The parser does not say where it was when one of its bounds was passed.
                JsonLocation location =
                        failure.getLocation() == null ? parser.currentLocation() : failure.getLocation();
                throw malformed(pointer, reason(failure) + place(location));
            }
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    /** Strictly, where the parser itself would replace or guess: it takes leading zero bytes for UTF-16. */
    private static String decode(byte[] utf8) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CharBuffer out = CharBuffer.allocate(utf8.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw malformed("", "the body is not UTF-8: the byte at offset " + in.position() + " is out of place");
        }
        String text = out.flip().toString();
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static String reason(JsonProcessingException failure) {
        String said = failure.getOriginalMessage();
        if (failure instanceof StreamConstraintsException) {
            return said.startsWith("Document nesting depth")
                    ? "the JSON is nested deeper than " + MAX_DEPTH + " levels"
                    : "the JSON holds a number or a name that is too long";
        }
        String fault = ADVICE.matcher(said.split("\\R")[0]).replaceFirst("");
        return "the JSON is malformed: " + fault.strip();
    }

    private static String place(JsonLocation location) {
        return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static ProblemException malformed(String pointer, String message) {
        return new ProblemException(400, "the body is not JSON", List.of(new Problem.Fault(pointer, message)));
    }
}
