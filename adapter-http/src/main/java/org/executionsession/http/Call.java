package org.executionsession.http;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request to one of our endpoints.
 *
 * @param context the request and its answer
 * @param parameters the parameters of its query
 * @param caller who asks
 */
record Call(Context context, QueryParameters parameters, Caller caller) {

    static final String JSON = "application/json;charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    static Call of(Context context) {
        return new Call(context, QueryParameters.of(context), CallerCheck.of(context));
    }

    /** The id in the path; throws a problem when that is none: nothing has such an id. */
    UUID id(String what) {
        String text = context.pathParam("id");
        return Guid.parse(text)
                .orElseThrow(() -> new ProblemException(404, "there is no " + what + " with the id '" + text + "'"));
    }

    void answer(int status, Json.Value value) {
        byte[] bytes = Json.write(value);
        context.status(status).contentType(JSON);
        HttpServletResponse response = context.res();
        response.setContentLength(bytes.length);
        try {
            // Not as the library's result, which is a stream that it copies through a buffer of its own.
            response.getOutputStream().write(bytes);
        } catch (IOException gone) {
            LOG.debug("nobody is there to hear of it", gone);
        }
    }

    /** Answers with what was made, and where it is. */
    void answerCreated(String path, UUID id, Json.Value value) {
        context.header("Location", Routes.BASE + path + "/" + id);
        answer(201, value);
    }

    void answerNothing() {
        context.status(204);
    }
}
