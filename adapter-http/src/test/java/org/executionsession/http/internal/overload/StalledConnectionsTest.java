package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

/** Tests which connections are closed while the connection limit is reached. */
class StalledConnectionsTest {

    private final List<EndPoint> endPoints = new ArrayList<>();

    /** The limit is reached until a connection is closed. */
    private final StalledConnections stalled =
            new StalledConnections(new Server(), () -> endPoints.stream().allMatch(EndPoint::isOpen));

    private final Map<EndPoint, StalledConnections.Seen> states = new HashMap<>();

    @Test
    void allStalledConnections_areClosedInOneCheck() {
        for (int address = 1; address <= 10; address++) {
            connect("127.0.0." + address);
        }
        check(5);
        assertThat(endPoints).noneMatch(EndPoint::isOpen);
    }

    @Test
    void anAddressWithMany_losesThemSooner() {
        EndPoint single = connect("127.0.0.1");
        for (int i = 0; i < 5; i++) {
            connect("127.0.0.2");
        }
        check(2);
        assertThat(endPoints).filteredOn(EndPoint::isOpen).containsExactly(single);
    }

    @Test
    void aNewConnection_isNotClosed() {
        for (int i = 0; i < 5; i++) {
            connect("127.0.0.2");
        }
        check(1);
        EndPoint added = connect("127.0.0.2");
        check(1);
        assertThat(endPoints).filteredOn(EndPoint::isOpen).containsExactly(added);
    }

    private EndPoint connect(String address) {
        EndPoint endPoint = new ByteArrayEndPoint() {
            @Override
            public SocketAddress getRemoteSocketAddress() {
                return new InetSocketAddress(address, 50_000);
            }
        };
        endPoint.setConnection(new AbstractConnection(endPoint, Runnable::run) {
            @Override
            public void onFillable() {
                // It never has a request.
            }

            @Override
            public long getMessagesIn() {
                return 0;
            }
        });
        endPoints.add(endPoint);
        return endPoint;
    }

    private void check(int times) {
        for (int i = 0; i < times; i++) {
            stalled.begin();
            endPoints.stream()
                    .filter(EndPoint::isOpen)
                    .forEach(endPoint -> states.put(endPoint, stalled.look(endPoint, states.get(endPoint))));
            stalled.complete();
        }
    }
}
