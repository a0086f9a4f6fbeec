package org.executionsession.http.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes JSON. */
public final class Json {

    public static final String CONTENT_TYPE = "application/json;charset=utf-8";

    /** Does not close open arrays and objects: a truncated document must not look complete. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // Otherwise a character beyond the basic plane takes twelve bytes instead of four.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    /** The initial buffer size; most responses with one entity fit. */
    private static final int USUAL_SIZE = 8_192;

    private Json() {}

    /** Writes one JSON value. */
    @FunctionalInterface
    public interface Value {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** Returns the JSON of a value. */
    public static byte[] write(Value value) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_SIZE)) {
            write(bytes, value);
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Returns the JSON of a value. Runs the action once, before the output exceeds the given number of bytes. */
    public static byte[] write(Value value, int bytes, Runnable whenLarger) {
        try (ByteArrayBuilder written = new ByteArrayBuilder(USUAL_SIZE)) {
            write(new ObservedStream(written, bytes, whenLarger), value);
            return written.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Runs an action once, before more than a number of bytes are written. */
    private static final class ObservedStream extends OutputStream {

        private final OutputStream out;
        private final Runnable whenLarger;
        private long left;

        ObservedStream(OutputStream out, int bytes, Runnable whenLarger) {
            this.out = out;
            this.left = bytes;
            this.whenLarger = whenLarger;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (left >= 0) {
                left -= count;
                if (left < 0) {
                    whenLarger.run();
                }
            }
            out.write(bytes, from, count);
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }
    }

    /** Writes a value to a stream, which stays open. If this fails, buffered output is not written. */
    public static void write(OutputStream out, Value value) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        value.writeTo(json);
        json.close();
    }
}
