package org.executionsession.http.internal.endpoint;

import org.executionsession.http.internal.watch.EventStreams;
import org.executionsession.http.internal.watch.Waits;

/**
 * What the requests that last long have in common.
 *
 * @param waits the requests that wait for a change
 * @param streams the streams of events
 */
public record Watching(Waits waits, EventStreams streams) {

    /** Ends all of them, so that their clients do not delay a shutdown. */
    public void close() {
        waits.close();
        streams.close();
    }
}
