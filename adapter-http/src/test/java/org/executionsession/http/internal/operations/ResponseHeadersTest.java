package org.executionsession.http.internal.operations;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests which headers stay when a response is reset. */
@Timeout(60)
class ResponseHeadersTest {

    /** Announces the end of its connection, and then begins its response again. */
    private static final class ResettingServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.setHeader("Connection", "close");
            response.setHeader("ETag", "\"1\"");
            ResponseHeaders.reset(response);
        }
    }

    @Test
    void aResetResponse_keepsTheEndOfItsConnection() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ResettingServlet(), "/");
        server.setHandler(context);
        server.start();
        try (Connections clients = new Connections(connector.getLocalPort())) {
            TestResponse response = Connections.next(clients.open("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            assertThat(response.header("Connection")).contains("close");
            assertThat(response.header("ETag")).isEmpty();
        } finally {
            server.stop();
        }
    }
}
