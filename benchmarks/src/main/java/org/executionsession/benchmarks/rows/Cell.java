package org.executionsession.benchmarks.rows;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.executionsession.benchmarks.session.Ids;
import org.executionsession.benchmarks.session.MarkedBytes;
import org.executionsession.benchmarks.session.Slot;

/** A value of a row that may differ from session to session. */
@FunctionalInterface
interface Cell {

    /** The value of a session; null for NULL. */
    Object value(Ids ids, long session);

    /** Ids vary where a slot's mark stands, by itself or in a text or a document. */
    static Cell of(Object sample) {
        if (sample instanceof UUID id) {
            for (Slot slot : Slot.values()) {
                if (slot.mark().equals(id)) {
                    return (ids, session) -> ids.id(slot, session);
                }
            }
        }
        if (sample instanceof byte[] bytes && MarkedBytes.of(bytes).isMarked()) {
            return MarkedBytes.of(bytes)::copy;
        }
        if (sample instanceof String text) {
            MarkedBytes bytes = MarkedBytes.of(text.getBytes(StandardCharsets.UTF_8));
            if (bytes.isMarked()) {
                return (ids, session) -> new String(bytes.copy(ids, session), StandardCharsets.UTF_8);
            }
        }
        return (ids, session) -> sample;
    }
}
