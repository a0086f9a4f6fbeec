package org.executionsession.http;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.executionsession.domain.model.Caller;

/**
 * Finds out who asks, before anything is answered. A token names the caller, also beside a certificate. Whoever has
 * another right to be there - a client certificate, or that nobody needs one - is who {@link QlikUser} says, or else the
 * service itself.
 */
final class CallerCheck {

    private static final String CALLER = "caller";

    private static final Pattern BEARER = Pattern.compile("bearer +(\\S+)", Pattern.CASE_INSENSITIVE);

    /** Null when no tokens are believed. */
    private final BearerTokens tokens;

    CallerCheck(Admission admission) {
        tokens = admission.tokens() == null ? null : BearerTokens.of(admission.tokens());
    }

    /** Throws a problem when the request does not say who asks as it must. */
    void check(Context context) {
        context.attribute(CALLER, caller(context));
    }

    /** Who asks, once it has been found out. */
    static Caller of(Context context) {
        Caller caller = context.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException("a request came past the check of its caller");
        }
        return caller;
    }

    private Caller caller(Context context) {
        List<String> authorization = Collections.list(context.req().getHeaders("Authorization"));
        if (tokens == null || authorization.isEmpty() && hasCertificate(context)) {
            return QlikUser.of(context).orElse(Caller.SERVICE);
        }
        if (authorization.isEmpty()) {
            throw unauthorized(context, "the request must bring a bearer token", "");
        }
        Matcher bearer = BEARER.matcher(authorization.get(0));
        Caller named = Optional.of(bearer)
                .filter(header -> authorization.size() == 1 && header.matches())
                .flatMap(header -> tokens.caller(header.group(1)))
                // Why, only the issuer's own log may say.
                .orElseThrow(() -> unauthorized(context, "the bearer token is not valid", ", error=\"invalid_token\""));
        if (QlikUser.of(context).filter(user -> !user.equals(named)).isPresent()) {
            throw new ProblemException(403, "the header X-Qlik-User names somebody else than the bearer token does");
        }
        return named;
    }

    /** The connection would not have come about with a certificate of a stranger. */
    private static boolean hasCertificate(Context context) {
        return context.req().getAttribute("jakarta.servlet.request.X509Certificate") != null;
    }

    /** RFC 6750, part 3. */
    private static ProblemException unauthorized(Context context, String detail, String error) {
        context.header("WWW-Authenticate", "Bearer realm=\"qrs\"" + error);
        return new ProblemException(401, detail);
    }
}
