package org.executionsession.http.internal.endpoint;

/** The ping endpoint (contract, part 1.3). */
final class PingEndpoint {

    /** The response of QRS in plain text, which some clients compare. */
    private static final String RESPONSE = "Ping successful";

    private PingEndpoint() {}

    static void addTo(Routes routes) {
        routes.get(
                "/ssl/ping",
                request -> request.context()
                        .contentType("text/plain;charset=utf-8")
                        .result(RESPONSE));
    }
}
