package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses JSON strictly (RFC 8259): UTF-8 only, no duplicate names, nothing behind the value, nesting bounded. What comes of
 * it are plain values, see {@link JsonMembers}: a tree of the library's nodes costs twice as much, and would have to be
 * walked once more to find names in any letter case.
 */
public final class StrictJsonParser {

    /** The contract nests six levels deep; the rest is room for properties that are ignored. */
    static final int MAX_DEPTH = 50;

    /** Any number that is no {@link Long}; the contract has no use for it. */
    static final Object OTHER_NUMBER = new Object();

    private static final int MAX_NUMBER_LENGTH = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    // Texts are bounded by the body, and by the domain.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** What the parser adds for programmers: its switches, its classes, its sources. Callers need only the fault. */
    private static final Pattern ADVICE = Pattern.compile(
            "(: enable `| \\('?`| \\((start marker at|for \\w+ starting at|of type) |: maybe a \\(non-standard\\) comment|`|\\[Source).*");

    private static final char REPLACEMENT = '\ufffd';

    private StrictJsonParser() {}

    /** The value in the text; throws a problem that says where and why when there is none. */
    public static Object parse(byte[] utf8) {
        String text = decode(utf8);
        if (text.isBlank()) {
            throw malformed("", "there is no JSON in the body");
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            try {
                Object value = value(parser.nextToken(), parser);
                if (parser.nextToken() != null) {
                    throw malformed("Trailing token", parser.currentTokenLocation(), parser);
                }
                return value;
            } catch (JsonProcessingException failure) {
                // The parser does not say where it was when one of its bounds was passed.
                JsonLocation location =
                        failure.getLocation() == null ? parser.currentLocation() : failure.getLocation();
                throw malformed(pointer(parser), reason(failure) + place(location));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Object value(JsonToken token, JsonParser parser) throws IOException {
        return switch (token) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? OTHER_NUMBER
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> OTHER_NUMBER;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static JsonMembers members(JsonParser parser) throws IOException {
        JsonMembers members = new JsonMembers();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (!members.addName(name)) {
                throw malformed("Duplicate field '" + name + "'", parser.currentTokenLocation(), parser);
            }
            members.addValue(value(parser.nextToken(), parser));
        }
        return members;
    }

    private static List<Object> elements(JsonParser parser) throws IOException {
        List<Object> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(token, parser));
        }
        return elements;
    }

    /** Strictly, where the parser itself would replace or guess: it takes leading zero bytes for UTF-16. */
    private static String decode(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            // It stands for what is not UTF-8, unless somebody has sent it.
            rejectOtherEncodings(utf8);
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static void rejectOtherEncodings(byte[] utf8) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(utf8.length), true);
        if (result.isError()) {
            throw malformed("", "the body is not UTF-8: the byte at offset " + in.position() + " is out of place");
        }
    }

    private static String pointer(JsonParser parser) {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    private static ProblemException malformed(String fault, JsonLocation at, JsonParser parser) {
        return malformed(pointer(parser), "the JSON is malformed: " + fault + place(at));
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
        return new ProblemException(400, "the body is not JSON", List.of(new Problem.FieldError(pointer, message)));
    }
}
