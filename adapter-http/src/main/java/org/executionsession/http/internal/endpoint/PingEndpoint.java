package org.executionsession.http.internal.endpoint;

/** Tells clients that the server can be reached, contract part 1.3. */
final class PingEndpoint {

    /** The words of QRS, as plain text: some clients compare them. */
    private static final String ANSWER = "Ping successful";

    private PingEndpoint() {}

    static void addTo(Routes routes) {
        routes.get(
                "/ssl/ping",
                request -> request.context()
                        .contentType("text/plain;charset=utf-8")
                        .result(ANSWER));
    }
}
