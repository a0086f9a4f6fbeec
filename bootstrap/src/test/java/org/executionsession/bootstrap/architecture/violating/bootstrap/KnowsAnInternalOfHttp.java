package org.executionsession.bootstrap.architecture.violating.bootstrap;

import org.executionsession.bootstrap.architecture.violating.http.internal.endpoint.Endpoint;

final class KnowsAnInternalOfHttp {

    private KnowsAnInternalOfHttp() {}

    static Class<?> endpoint() {
        return Endpoint.class;
    }
}
