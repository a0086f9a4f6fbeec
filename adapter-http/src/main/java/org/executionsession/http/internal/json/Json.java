package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes JSON. */
public final class Json {

    public static final String CONTENT_TYPE = "application/json;charset=utf-8";

    /** What is not written to its end must not look as if it were. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    /** Most answers with one entity fit; larger ones grow. */
    private static final int USUAL_SIZE = 8_192;

    private Json() {}

    /** Something that writes one JSON value. */
    @FunctionalInterface
    public interface Value {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** To memory. */
    public static byte[] write(Value value) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_SIZE)) {
            write(bytes, value);
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** To a stream, which stays open. When this fails, what was gathered last is not handed on. */
    public static void write(OutputStream out, Value value) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        value.writeTo(json);
        json.close();
    }
}
