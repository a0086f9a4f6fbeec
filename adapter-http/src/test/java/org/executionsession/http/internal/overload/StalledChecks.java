package org.executionsession.http.internal.overload;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.io.EndPoint;

/** Makes the checks for stalled connections that otherwise follow each other in time. */
final class StalledChecks {

    private final StalledConnections stalled;
    private final Map<EndPoint, StalledConnections.Seen> states = new HashMap<>();

    StalledChecks(StalledConnections stalled) {
        this.stalled = stalled;
    }

    void make(int times, Collection<? extends EndPoint> endPoints) {
        for (int i = 0; i < times; i++) {
            fail(endPoints);
            stalled.complete();
        }
    }

    /** Makes a check that fails after it has looked at all connections. */
    void fail(Collection<? extends EndPoint> endPoints) {
        stalled.begin();
        endPoints.stream()
                .filter(EndPoint::isOpen)
                .forEach(endPoint -> states.put(endPoint, stalled.look(endPoint, states.get(endPoint))));
    }
}
