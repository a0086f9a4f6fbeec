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
 * Parses JSON strictly (RFC 8259): UTF-8 only, no duplicate names, no trailing content, limited nesting. Returns
 * plain values, see {@link JsonMembers}: a tree of Jackson nodes takes twice the memory, and has no case-insensitive
 * lookup.
 */
public final class StrictJsonParser {

    /** The contract uses six levels; the rest is for ignored properties. */
    static final int MAX_DEPTH = 50;

    /** Stands for any number that is not a {@link Long}; the contract has no such property. */
    static final Object OTHER_NUMBER = new Object();

    private static final int MAX_NUMBER_LENGTH = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    // The body size and the domain limit the length of strings.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * The parts of the messages of Jackson for programmers: its options, classes and sources. Clients need only the
     * error.
     */
    private static final Pattern ADVICE = Pattern.compile(
            "(: enable `| \\('?`| \\((start marker at|for \\w+ starting at|of type) |: maybe a \\(non-standard\\) comment|`|\\[Source).*");

    private static final char REPLACEMENT = '\ufffd';

    private StrictJsonParser() {}

    /** Parses a document; throws a problem with position and reason if it is malformed. */
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
                // The exception for an exceeded limit has no location.
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

    /**
     * Decodes strictly. Jackson would replace malformed bytes, or guess the encoding: it reads leading zero bytes as
     * UTF-16.
     */
    private static String decode(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            // The replacement character marks malformed bytes, unless the client sent it.
            rejectOtherEncodings(utf8);
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static void rejectOtherEncodings(byte[] utf8) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(utf8.length), true);
        if (result.isError()) {
            throw malformed("", "the body is not UTF-8: the byte at offset " + in.position() + " is not valid");
        }
    }

    private static String pointer(JsonParser parser) {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    private static ProblemException malformed(String error, JsonLocation at, JsonParser parser) {
        return malformed(pointer(parser), "the JSON is malformed: " + error + place(at));
    }

    private static String reason(JsonProcessingException failure) {
        String message = failure.getOriginalMessage();
        if (failure instanceof StreamConstraintsException) {
            return message.startsWith("Document nesting depth")
                    ? "the JSON is nested deeper than " + MAX_DEPTH + " levels"
                    : "the JSON contains a number or a name that is too long";
        }
        String error = ADVICE.matcher(message.split("\\R")[0]).replaceFirst("");
        return "the JSON is malformed: " + error.strip();
    }

    private static String place(JsonLocation location) {
        return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static ProblemException malformed(String pointer, String message) {
        return new ProblemException(400, "the body is not JSON", List.of(new Problem.FieldError(pointer, message)));
    }
}
