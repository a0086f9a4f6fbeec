package org.executionsession.http.internal.endpoint;

import static java.util.stream.Collectors.joining;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.json.ProblemWriter;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.operations.LogRateLimiter;
import org.executionsession.http.internal.operations.ResponseHeaders;
import org.executionsession.http.internal.query.QueryProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure of a request with a problem document that says nothing of our insides. */
public final class ExceptionMapper {

    private static final Logger LOG = LoggerFactory.getLogger(ExceptionMapper.class);

    private static final Problem OUR_FAULT =
            new Problem(500, "the server failed; the request is not the cause", List.of());

    /** What was dropped makes room within a minute. */
    private static final String ROOM_AFTER_SECONDS = "60";

    /** H2 ends the first line of its messages with this, or with its error code and build. */
    private static final Pattern END_OF_MESSAGE = Pattern.compile("(; SQL statement:.*|\\s*\\[\\d+-\\d+])\\s*$");

    private static final int MAX_REASON = 500;

    /** As other servers tell it. */
    private static final int CLIENT_GONE = 499;

    private final RequestListener listener;
    private final LogRateLimiter faults = new LogRateLimiter(LOG);
    private final LogRateLimiter truncations = new LogRateLimiter(LOG);

    private ExceptionMapper(RequestListener listener) {
        this.listener = listener;
    }

    /** Maps all exceptions of endpoints to responses; the listener is notified of rejections. */
    public static void install(JavalinConfig config, RequestListener listener) {
        ExceptionMapper mapper = new ExceptionMapper(listener);
        config.routes.exception(ProblemException.class, mapper::answer);
        config.routes.exception(ExecutionSessionException.class, mapper::answer);
        config.routes.exception(HttpResponseException.class, mapper::answer);
        config.routes.exception(
                JsonStream.TruncatedResponseException.class, (exception, context) -> mapper.truncated(exception));
        config.routes.exception(CancellationException.class, (exception, context) -> mapper.cancelled(context));
        config.routes.exception(Exception.class, mapper::answerOurFault);
        config.router.javaLangErrorHandler(mapper::answerOurFault);
    }

    private void answer(ProblemException rejection, Context context) {
        if (rejection.getCause() instanceof ExecutionSessionException meant) {
            listener.onRejected(meant);
        }
        answer(rejection.problem(), context);
    }

    private void answer(ExecutionSessionException rejection, Context context) {
        listener.onRejected(rejection);
        if (rejection instanceof InvalidDraftException invalid) {
            List<Problem.FieldError> faults =
                    invalid.violations().stream().map(ExceptionMapper::fault).toList();
            answer(new Problem(400, "what was sent breaks " + count(faults.size()), faults), context);
        } else if (rejection instanceof InvalidQueryException invalid) {
            answer(QueryProblem.of(invalid), context);
        } else if (rejection instanceof DuplicateIdException
                || rejection instanceof VersionConflictException
                || rejection instanceof RequestInProgressException
                || rejection instanceof ResultConflictException
                || rejection instanceof ResultInUseException) {
            answer(new Problem(409, rejection.getMessage()), context);
        } else if (rejection instanceof IdempotencyKeyReusedException) {
            answer(new Problem(422, rejection.getMessage()), context);
        } else if (rejection instanceof NotFoundException) {
            answer(new Problem(404, rejection.getMessage()), context);
        } else if (rejection instanceof AccessDeniedException) {
            answer(new Problem(403, rejection.getMessage()), context);
        } else if (rejection instanceof LimitExceededException) {
            context.header("Retry-After", ROOM_AFTER_SECONDS);
            answer(new Problem(429, rejection.getMessage()), context);
        } else if (rejection instanceof StoreUnavailableException unavailable) {
            // One line: while a database is away, there is one for every request.
            LOG.warn("{}: {}", rejection.getMessage(), reason(rejection));
            LOG.debug("the store is unavailable", rejection);
            context.header("Retry-After", "1");
            answer(new Problem(503, unavailable.condition().text() + "; try again"), context);
        } else if (rejection instanceof QueryTimeoutException) {
            context.header("Retry-After", "1");
            answer(new Problem(503, rejection.getMessage()), context);
        } else if (rejection instanceof OverloadedException) {
            context.header("Retry-After", "1");
            answer(new Problem(503, rejection.getMessage() + "; nothing was done, try again"), context);
        } else {
            answerOurFault(rejection, context);
        }
    }

    /** The client has gone; this is for the report of the request alone. */
    private void cancelled(Context context) {
        context.status(CLIENT_GONE);
        JsonStream.cut(context.res());
    }

    /** The connection is cut already. */
    private void truncated(JsonStream.TruncatedResponseException truncated) {
        truncations.warn(truncated.getMessage(), truncated.getCause());
    }

    /** The rejections of the HTTP library: unknown paths, wrong methods and the like. */
    private void answer(HttpResponseException rejection, Context context) {
        if (rejection instanceof MethodNotAllowedResponse) {
            // Their name depends on what the client accepts.
            String allowed = String.join(", ", rejection.getDetails().values());
            context.header("Allow", allowed);
            answer(new Problem(405, "this path does not take " + context.method() + ", only " + allowed), context);
        } else if (rejection.getStatus() == 404) {
            answer(new Problem(404, "there is nothing at this path"), context);
        } else if (rejection.getStatus() < 500) {
            answer(new Problem(rejection.getStatus(), "the request cannot be understood"), context);
        } else {
            answerOurFault(rejection, context);
        }
    }

    private void answerOurFault(Exception failure, Context context) {
        faults.error(context.method() + " " + AccessLogger.routeOf(context.req()), failure);
        answer(OUR_FAULT, context);
    }

    private void answerOurFault(HttpServletResponse response, Error error) {
        faults.error("a request", error);
        response.setStatus(OUR_FAULT.status());
        response.setContentType(ProblemWriter.CONTENT_TYPE);
        try {
            response.getOutputStream().write(ProblemWriter.write(OUR_FAULT, ResponseHeaders.requestId(response)));
        } catch (IOException gone) {
            LOG.debug("client disconnected", gone);
        }
    }

    private static void answer(Problem problem, Context context) {
        byte[] document = ProblemWriter.write(problem, ResponseHeaders.requestId(context.res()));
        context.status(problem.status()).contentType(ProblemWriter.CONTENT_TYPE).result(document);
    }

    private static Problem.FieldError fault(Violation violation) {
        String pointer =
                violation.path().stream().map(Problem.FieldError::token).collect(joining());
        return new Problem.FieldError(pointer, violation.message());
    }

    /** The root cause in one line: the messages of databases continue with the statement. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String line = root.toString().lines().findFirst().orElse("");
        String reason = END_OF_MESSAGE.matcher(line).replaceFirst("").strip();
        return reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "..." : reason;
    }

    private static String count(int rules) {
        return rules == 1 ? "a rule" : rules + " rules";
    }
}
