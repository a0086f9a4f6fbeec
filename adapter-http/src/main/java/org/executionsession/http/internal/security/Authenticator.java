package org.executionsession.http.internal.security;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.executionsession.domain.model.Caller;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.internal.json.ProblemException;

/**
 * Authenticates the caller of a request. A bearer token names the caller, even if there is a client certificate.
 * Without a token, if a certificate or the configuration permits the request, the caller is {@link QlikUser}, or the
 * service account if that header is absent.
 */
final class Authenticator {

    private static final String CALLER = "caller";

    private static final String LEFT = Authenticator.class.getName() + ".left";

    private static final Pattern BEARER = Pattern.compile("bearer +(\\S+)", Pattern.CASE_INSENSITIVE);

    /** Null if no tokens are accepted. */
    private final BearerTokens tokens;

    Authenticator(SecurityConfig security) {
        tokens = security.tokens() == null ? null : BearerTokens.of(security.tokens());
    }

    /** Authenticates a request; throws a problem if that fails. */
    void check(Request request, Response response) {
        request.setAttribute(CALLER, caller(request, response));
    }

    /** Returns the authenticated caller. */
    static Caller of(Context context) {
        Caller caller = context.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException("the request was not authenticated");
        }
        return caller;
    }

    /** Returns the authenticated caller of a request that has not reached a route. */
    static Caller of(Request request) {
        return (Caller) request.getAttribute(CALLER);
    }

    /** Returns how long the authentication of a request was valid for when it came; empty if it does not expire. */
    static Optional<Duration> validityOf(Context context) {
        return Optional.ofNullable(context.attribute(LEFT));
    }

    private Caller caller(Request request, Response response) {
        List<String> authorization = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        if (tokens == null || authorization.isEmpty() && hasCertificate(request)) {
            return QlikUser.of(request).orElse(Caller.SERVICE);
        }
        if (authorization.isEmpty()) {
            throw unauthorized(response, "the request must have a bearer token", "");
        }
        Matcher bearer = BEARER.matcher(Objects.requireNonNullElse(authorization.get(0), ""));
        BearerTokens.Named token = Optional.of(bearer)
                .filter(header -> authorization.size() == 1 && header.matches())
                .flatMap(header -> tokens.read(header.group(1)))
                // The response does not disclose why the token is invalid.
                .orElseThrow(() -> invalid(response));
        request.setAttribute(LEFT, token.left());
        Caller named = token.caller();
        if (QlikUser.of(request).filter(user -> !user.equals(named)).isPresent()) {
            throw new ProblemException(403, "the header X-Qlik-User names another user than the bearer token");
        }
        return named;
    }

    /** Returns whether the client has a certificate. The TLS handshake fails for certificates of other CAs. */
    private static boolean hasCertificate(Request request) {
        EndPoint.SslSessionData session =
                request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        return session != null && session.peerCertificates() != null && session.peerCertificates().length > 0;
    }

    /** Verifying a token takes much more time than sending one. So a connection has one token that is not valid. */
    private static ProblemException invalid(Response response) {
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        return unauthorized(response, "the bearer token is not valid", ", error=\"invalid_token\"");
    }

    /** RFC 6750, part 3. */
    private static ProblemException unauthorized(Response response, String detail, String error) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"qrs\"" + error);
        return new ProblemException(401, detail);
    }
}
