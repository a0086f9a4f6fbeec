package org.executionsession.http.internal.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.DefaultHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.junit.jupiter.api.Test;

class StoppingServerTest {

    @Test
    void aRequestToAStoppingServer_gets503WithTheReason() throws Exception {
        Server server = new Server();
        LocalConnector connector = new LocalConnector(server);
        server.addConnector(connector);
        GracefulHandler requestsInProgress = new GracefulHandler();
        requestsInProgress.setHandler(new DefaultHandler());
        server.setHandler(requestsInProgress);
        server.setErrorHandler(new ProblemErrorHandler(1_000));
        server.start();
        try {
            requestsInProgress.shutdown();
            assertThat(connector.getResponse("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .startsWith("HTTP/1.1 503")
                    .containsIgnoringCase("Retry-After: 1")
                    .contains("the server is stopping; nothing was done, try again");
        } finally {
            server.stop();
        }
    }
}
