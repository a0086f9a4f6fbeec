package org.executionsession.benchmarks.session;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The specification's example of a session, as the body of a request. */
public final class Example {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode json;

    private Example(ObjectNode json) {
        this.json = json;
    }

    /**
     * Reads it from where the build has put it.
     *
     * @return the example
     */
    public static Example read() {
        try (InputStream file = Example.class.getResourceAsStream("example.json")) {
            return new Example((ObjectNode) MAPPER.readTree(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * The example as it is.
     *
     * @return its bytes, without white space; not null
     */
    public byte[] bytes() {
        return marked().sample();
    }

    /**
     * The example with marks in slots; in the others stays what the specification has there.
     *
     * @param slots the slots to mark; not null
     * @return the example without white space
     */
    public MarkedBytes marked(Slot... slots) {
        return bytes(mark(slots));
    }

    /**
     * The example as a client sends it that leaves the id to the server.
     *
     * @return the example without an id and without marks
     */
    public MarkedBytes withoutId() {
        return bytes(json.deepCopy().without("id"));
    }

    /**
     * The example as a tree.
     *
     * @return a copy; not null
     */
    public ObjectNode tree() {
        return json.deepCopy();
    }

    /**
     * A change of the example: it has failed, and took longer.
     *
     * @param modifiedDate the date of the version that the change is based on; not null
     * @return the changed example with marks in all slots
     */
    public MarkedBytes changed(String modifiedDate) {
        ObjectNode changed = mark(Slot.values());
        changed.put("modifiedDate", modifiedDate);
        changed.withObject("/executionResult").put("status", 8).put("duration", 1_234);
        return bytes(changed);
    }

    private ObjectNode mark(Slot... slots) {
        ObjectNode marked = json.deepCopy();
        for (Slot slot : slots) {
            JsonPointer pointer = JsonPointer.compile(slot.pointer());
            ((ObjectNode) marked.at(pointer.head()))
                    .put(pointer.last().getMatchingProperty(), slot.mark().toString());
        }
        return marked;
    }

    private static MarkedBytes bytes(ObjectNode body) {
        try {
            return MarkedBytes.of(MAPPER.writeValueAsBytes(body));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
