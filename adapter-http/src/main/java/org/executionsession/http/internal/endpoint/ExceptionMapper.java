package org.executionsession.http.internal.endpoint;

import static java.util.stream.Collectors.joining;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ExceptionHandler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.AmbiguousTaskException;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.RecordedTaskException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.internal.json.BodyPath;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.json.ProblemWriter;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.operations.LogRateLimiter;
import org.executionsession.http.internal.operations.ResponseHeaders;
import org.executionsession.http.internal.query.QueryProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps every exception of a request to a problem document that discloses no internals. */
public final class ExceptionMapper {

    private static final Logger LOG = LoggerFactory.getLogger(ExceptionMapper.class);

    private static final Problem INTERNAL_ERROR =
            new Problem(500, "the server failed; the request is not the cause", List.of());

    /** The limits concern selections; housekeeping purges expired ones every minute. */
    private static final String RETRY_AFTER_SECONDS = "60";

    /** H2 ends the first line of its messages with this, or with its error code and build. */
    private static final Pattern END_OF_MESSAGE = Pattern.compile("(; SQL statement:.*|\\s*\\[\\d+-\\d+])\\s*$");

    private static final int MAX_REASON = 500;

    private final RequestListener listener;
    private final LogRateLimiter failures = new LogRateLimiter(LOG);
    private final Map<Condition, LogRateLimiter> outages = new EnumMap<>(Condition.class);
    private final LogRateLimiter overload = new LogRateLimiter(LOG);
    private final LogRateLimiter truncations = new LogRateLimiter(LOG);

    private ExceptionMapper(RequestListener listener) {
        this.listener = listener;
        for (Condition condition : Condition.values()) {
            outages.put(condition, new LogRateLimiter(LOG));
        }
    }

    /** Maps all exceptions of endpoints to responses; the listener is notified of rejections. */
    public static void install(JavalinConfig config, RequestListener listener) {
        ExceptionMapper mapper = new ExceptionMapper(listener);
        mapper.map(config, ProblemException.class, mapper::respond);
        mapper.map(config, ExecutionSessionException.class, mapper::respond);
        mapper.map(config, HttpResponseException.class, mapper::respond);
        mapper.map(
                config,
                JsonStream.TruncatedResponseException.class,
                (exception, context) -> mapper.truncated(exception));
        mapper.map(config, CancellationException.class, (exception, context) -> mapper.cancelled(context));
        mapper.map(config, Exception.class, mapper::respondInternalError);
        config.router.javaLangErrorHandler((response, error) -> mapper.respondIfPossible(
                error,
                () -> mapper.respondInternalError(response, error),
                () -> response.setStatus(INTERNAL_ERROR.status())));
    }

    private <E extends Exception> void map(JavalinConfig config, Class<E> type, ExceptionHandler<E> handler) {
        config.routes.exception(
                type,
                (exception, context) -> respondIfPossible(
                        exception, () -> handler.handle(exception, context), () -> respond(INTERNAL_ERROR, context)));
    }

    /**
     * Responds, unless the exchange has ended meanwhile: then Jetty has recycled its objects, and each use of them fails. Javalin would map
     * that failure to a response again, and so on without an end. If the exchange has not ended, the failure is one of this server or of the
     * host's listener, so it is logged.
     */
    private void respondIfPossible(Throwable mapped, Runnable respond, Runnable fallback) {
        try {
            respond.run();
        } catch (RuntimeException failure) {
            try {
                fallback.run();
            } catch (RuntimeException ended) {
                LOG.debug("the exchange has ended before its response", failure);
                return;
            }
            if (mapped instanceof CancellationException) {
                LOG.debug("the client has disconnected before its response", failure);
                return;
            }
            // The exception of a host may be a constant, which would keep each one that is added to it.
            IllegalStateException both = new IllegalStateException("the response failed", failure);
            both.addSuppressed(mapped);
            failures.error("the response to an exception", both);
        }
    }

    private void respond(ProblemException rejection, Context context) {
        if (rejection.getCause() instanceof ExecutionSessionException cause) {
            listener.onRejected(cause);
        }
        respond(rejection.problem(), context);
    }

    private void respond(ExecutionSessionException rejection, Context context) {
        listener.onRejected(rejection);
        if (rejection instanceof InvalidDraftException invalid) {
            List<Problem.FieldError> errors = invalid.violations().stream()
                    .map(ExceptionMapper::fieldError)
                    .toList();
            respond(new Problem(400, "the request violates " + count(errors.size()), errors), context);
        } else if (rejection instanceof NotificationRejectedException) {
            respond(new Problem(400, rejection.getMessage()), context);
        } else if (rejection instanceof InvalidQueryException invalid) {
            respond(QueryProblem.of(invalid), context);
        } else if (rejection instanceof DuplicateIdException
                || rejection instanceof AmbiguousTaskException
                || rejection instanceof RecordedTaskException
                || rejection instanceof VersionConflictException
                || rejection instanceof RequestInProgressException
                || rejection instanceof ResultConflictException
                || rejection instanceof ResultInUseException) {
            respond(new Problem(409, rejection.getMessage()), context);
        } else if (rejection instanceof IdempotencyKeyReusedException) {
            respond(new Problem(422, rejection.getMessage()), context);
        } else if (rejection instanceof NotFoundException) {
            respond(new Problem(404, rejection.getMessage()), context);
        } else if (rejection instanceof CursorExpiredException) {
            respond(new Problem(410, rejection.getMessage()), context);
        } else if (rejection instanceof AccessDeniedException) {
            respond(new Problem(403, rejection.getMessage()), context);
        } else if (rejection instanceof LimitExceededException) {
            context.header("Retry-After", RETRY_AFTER_SECONDS);
            respond(new Problem(429, rejection.getMessage()), context);
        } else if (rejection instanceof StoreUnavailableException unavailable) {
            // One line without a stack trace: while the database is unavailable, every request fails.
            outages.get(unavailable.condition()).warn(rejection.getMessage() + ": " + reason(rejection));
            LOG.debug("the store is unavailable", rejection);
            context.header("Retry-After", "1");
            respond(new Problem(503, unavailable.condition().text() + "; try again"), context);
        } else if (rejection instanceof QueryTimeoutException) {
            context.header("Retry-After", "1");
            respond(new Problem(503, rejection.getMessage()), context);
        } else if (rejection instanceof OverloadedException) {
            if (rejection.getCause() != null) {
                overload.warn(rejection.getMessage() + ": " + reason(rejection));
            }
            context.header("Retry-After", "1");
            respond(new Problem(503, rejection.getMessage() + "; nothing was done, try again"), context);
        } else {
            respondInternalError(rejection, context);
        }
    }

    /** Sets the status for the access log; the client has disconnected. */
    private void cancelled(Context context) {
        JsonStream.cutForDisconnectedClient(context);
    }

    /** Logs a truncated response; its connection is already cut. */
    private void truncated(JsonStream.TruncatedResponseException truncated) {
        truncations.warn(truncated.getMessage(), truncated.getCause());
    }

    /** Maps the rejections of Javalin, such as unknown paths and methods. */
    private void respond(HttpResponseException rejection, Context context) {
        if (rejection instanceof MethodNotAllowedResponse) {
            // The key of this value depends on the Accept header.
            String allowed = String.join(", ", rejection.getDetails().values());
            context.header("Allow", allowed);
            respond(new Problem(405, "this path does not support " + context.method() + ", only " + allowed), context);
        } else if (rejection.getStatus() == 404) {
            respond(new Problem(404, "no resource exists at this path"), context);
        } else if (rejection.getStatus() < 500) {
            respond(new Problem(rejection.getStatus(), "the request is malformed"), context);
        } else {
            respondInternalError(rejection, context);
        }
    }

    /** Returns whether a failure of a use case is temporary, so that a client can retry the request. */
    static boolean isTemporary(Throwable failure) {
        return failure instanceof StoreUnavailableException
                || failure instanceof QueryTimeoutException
                || failure instanceof OverloadedException;
    }

    private void respondInternalError(Exception failure, Context context) {
        AccessLogger.report(context.req(), INTERNAL_ERROR.status());
        failures.error(context.method() + " " + AccessLogger.routeOf(context.req()), failure);
        respond(INTERNAL_ERROR, context);
    }

    private void respondInternalError(HttpServletResponse response, Error error) {
        AccessLogger.failed(ServletContextResponse.getServletContextResponse(response)
                .getResponse()
                .getRequest());
        failures.error("a request", error);
        response.setStatus(INTERNAL_ERROR.status());
        response.setContentType(ProblemWriter.CONTENT_TYPE);
        try {
            response.getOutputStream().write(ProblemWriter.write(INTERNAL_ERROR, ResponseHeaders.requestId(response)));
        } catch (IOException gone) {
            LOG.debug("client disconnected", gone);
        }
    }

    private static void respond(Problem problem, Context context) {
        byte[] document = ProblemWriter.write(problem, ResponseHeaders.requestId(context.res()));
        context.status(problem.status()).contentType(ProblemWriter.CONTENT_TYPE).result(document);
    }

    private static Problem.FieldError fieldError(Violation violation) {
        String pointer =
                BodyPath.of(violation).stream().map(Problem.FieldError::token).collect(joining());
        return new Problem.FieldError(pointer, violation.message());
    }

    /** Returns the root cause in one line, without the SQL statement that databases append. */
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
