package org.executionsession.http;

import io.javalin.http.Context;
import java.util.UUID;
import org.executionsession.domain.model.Caller;

/**
 * A request to one of our endpoints.
 *
 * @param context the request and its answer
 * @param parameters the parameters of its query
 * @param caller who asks
 */
record Call(Context context, QueryParameters parameters, Caller caller) {

    static final String JSON = "application/json;charset=utf-8";

    static Call of(Context context) {
        return new Call(context, QueryParameters.of(context), QlikUser.of(context));
    }

    /** The id in the path; throws a problem when that is none: nothing has such an id. */
    UUID id(String what) {
        String text = context.pathParam("id");
        return Guid.parse(text)
                .orElseThrow(() -> new ProblemException(404, "there is no " + what + " with the id '" + text + "'"));
    }

    void answer(int status, Json.Value value) {
        context.status(status).contentType(JSON).result(Json.write(value));
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
