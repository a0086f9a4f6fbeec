package org.executionsession.http.internal.overload;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Responds with 200 to each request when it has read the body. */
final class BodyConsumer extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Content.Source.consumeAll(request, callback);
        return true;
    }
}
