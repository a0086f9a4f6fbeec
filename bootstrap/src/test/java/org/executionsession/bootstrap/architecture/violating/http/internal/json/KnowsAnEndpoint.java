package org.executionsession.bootstrap.architecture.violating.http.internal.json;

import org.executionsession.bootstrap.architecture.violating.http.internal.endpoint.Endpoint;

final class KnowsAnEndpoint {

    private KnowsAnEndpoint() {}

    static Class<?> endpoint() {
        return Endpoint.class;
    }
}
