package org.executionsession.http;

import static java.util.stream.Collectors.joining;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.executionsession.domain.refusal.AccessDeniedException;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.InvalidDraftException;
import org.executionsession.domain.refusal.KeyReusedException;
import org.executionsession.domain.refusal.LimitExceededException;
import org.executionsession.domain.refusal.ModifiedElsewhereException;
import org.executionsession.domain.refusal.NotFoundException;
import org.executionsession.domain.refusal.OverloadedException;
import org.executionsession.domain.refusal.QueryTimeoutException;
import org.executionsession.domain.refusal.RefusalException;
import org.executionsession.domain.refusal.RequestInProgressException;
import org.executionsession.domain.refusal.ResultConflictException;
import org.executionsession.domain.refusal.StillReferencedException;
import org.executionsession.domain.refusal.StoreUnavailableException;
import org.executionsession.domain.refusal.Violation;
import org.executionsession.http.ExecutionSessionHttpServer.Observer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure of a request with a problem document that says nothing of our insides. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final Problem OUR_FAULT =
            new Problem(500, "the server failed; the fault is not in the request", List.of());

    /** What was dropped makes room within a minute. */
    private static final String ROOM_AFTER_SECONDS = "60";

    /** As other servers tell it. */
    private static final int CLIENT_GONE = 499;

    private final Observer observer;
    private final LogLimit faults = new LogLimit(LOG);

    Problems(Observer observer) {
        this.observer = observer;
    }

    void answer(ProblemException refusal, Context context) {
        if (refusal.getCause() instanceof RefusalException meant) {
            observer.refused(meant);
        }
        answer(refusal.problem(), context);
    }

    void answer(RefusalException refusal, Context context) {
        observer.refused(refusal);
        if (refusal instanceof InvalidDraftException invalid) {
            List<Problem.Fault> faults =
                    invalid.violations().stream().map(Problems::fault).toList();
            answer(new Problem(400, "what was sent breaks " + count(faults.size()), faults), context);
        } else if (refusal instanceof IdInUseException
                || refusal instanceof ModifiedElsewhereException
                || refusal instanceof RequestInProgressException
                || refusal instanceof ResultConflictException
                || refusal instanceof StillReferencedException) {
            answer(new Problem(409, refusal.getMessage()), context);
        } else if (refusal instanceof KeyReusedException) {
            answer(new Problem(422, refusal.getMessage()), context);
        } else if (refusal instanceof NotFoundException) {
            answer(new Problem(404, refusal.getMessage()), context);
        } else if (refusal instanceof AccessDeniedException) {
            answer(new Problem(403, refusal.getMessage()), context);
        } else if (refusal instanceof LimitExceededException) {
            context.header("Retry-After", ROOM_AFTER_SECONDS);
            answer(new Problem(429, refusal.getMessage()), context);
        } else if (refusal instanceof StoreUnavailableException unavailable) {
            // One line: while a database is away, there is one for every request.
            LOG.warn("{}: {}", refusal.getMessage(), reason(refusal));
            LOG.debug("the store is unavailable", refusal);
            context.header("Retry-After", "1");
            answer(new Problem(503, unavailable.condition().text() + "; try again"), context);
        } else if (refusal instanceof QueryTimeoutException) {
            context.header("Retry-After", "1");
            answer(new Problem(503, refusal.getMessage()), context);
        } else if (refusal instanceof OverloadedException) {
            context.header("Retry-After", "1");
            answer(new Problem(503, "the server is overloaded; nothing was done, try again"), context);
        } else {
            answerOurFault(refusal, context);
        }
    }

    /** The client has gone; this is for the report of the request alone. */
    void cancelled(Context context) {
        context.status(CLIENT_GONE);
        JsonStream.cut(context.res());
    }

    /** The refusals of the HTTP library: unknown paths, wrong methods and the like. */
    void answer(HttpResponseException refusal, Context context) {
        if (refusal instanceof MethodNotAllowedResponse) {
            // Their name depends on what the client accepts.
            String allowed = String.join(", ", refusal.getDetails().values());
            context.header("Allow", allowed);
            answer(new Problem(405, "this path does not take " + context.method() + ", only " + allowed), context);
        } else if (refusal.getStatus() == 404) {
            answer(new Problem(404, "there is nothing at this path"), context);
        } else if (refusal.getStatus() < 500) {
            answer(new Problem(refusal.getStatus(), "the request cannot be understood"), context);
        } else {
            answerOurFault(refusal, context);
        }
    }

    void answerOurFault(Exception failure, Context context) {
        faults.error(context.method() + " " + RequestReport.routeOf(context.req()), failure);
        answer(OUR_FAULT, context);
    }

    void answerOurFault(HttpServletResponse response, Error error) {
        faults.error("a request", error);
        response.setStatus(OUR_FAULT.status());
        response.setContentType(ProblemWriter.CONTENT_TYPE);
        try {
            response.getOutputStream().write(ProblemWriter.write(OUR_FAULT, AnswerHeaders.requestId(response)));
        } catch (IOException gone) {
            LOG.debug("nobody is there to hear of it", gone);
        }
    }

    private static void answer(Problem problem, Context context) {
        byte[] document = ProblemWriter.write(problem, AnswerHeaders.requestId(context.res()));
        context.status(problem.status()).contentType(ProblemWriter.CONTENT_TYPE).result(document);
    }

    private static Problem.Fault fault(Violation violation) {
        String pointer = violation.path().stream().map(Problem.Fault::token).collect(joining());
        return new Problem.Fault(pointer, violation.message());
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.toString();
    }

    private static String count(int rules) {
        return rules == 1 ? "a rule" : rules + " rules";
    }
}
