package org.executionsession.http.internal.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.executionsession.domain.idempotency.Fingerprint;
import org.executionsession.http.internal.operations.AccessLogger;

/**
 * Serves the page on which people watch executions. Its files are the same for everybody, and a browser cannot send a token or an Xrfkey
 * when a user opens an address. So it comes before the authentication; what the page reads is authenticated. It does not block a thread.
 */
public final class PageHandler extends Handler.Wrapper {

    private static final String ROOT = "/";

    private static final String FOLDER = "/page/";

    private static final String INDEX = "index.html";

    /** Permits only files and requests of this server: no inline script, no inline style, no text that is parsed as HTML. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    /** A file as it is sent; {@code tag} is its entity tag. */
    private record PageFile(String type, byte[] plain, byte[] compressed, String tag) {}

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = path(request);
        boolean isRoot = path.equals(ROOT);
        if (!isRoot && !path.startsWith(FOLDER)) {
            return super.handle(request, response, callback);
        }
        AccessLogger.taken(request, isRoot ? ROOT : FOLDER + "{file}");
        if (!request.consumeAvailable()) {
            // The rest of the body is not read, so the connection cannot be reused.
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
        String method = request.getMethod();
        PageFile file = isRoot ? file(INDEX) : file(path.substring(FOLDER.length()));
        if (file == null) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        } else if (isRoot && !sentPath(request).endsWith("/")) {
            redirect(request, response, callback);
        } else {
            respond(file, request, response, callback);
        }
        return true;
    }

    /** Returns the path; doubled slashes do not matter, as everywhere.. */
    private static String path(Request request) {
        String path = request.getHttpURI().getCanonicalPath();
        if (path == null || path.isEmpty()) {
            return "";
        }
        return path.contains("//") ? path.replaceAll("/+", "/") : path;
    }

    /** The path that the client has sent, with the base path. */
    private static String sentPath(Request request) {
        return Request.unWrap(request).getHttpURI().getPath();
    }

    /** Adds the slash that a base path lacks, so that the links of the page, which are relative, lead below it. */
    private static void redirect(Request request, Response response, Callback callback) {
        String path = sentPath(request);
        response.setStatus(HttpStatus.PERMANENT_REDIRECT_308);
        response.getHeaders().put(HttpHeader.LOCATION, "./" + path.substring(path.lastIndexOf('/') + 1) + "/");
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    private static void respond(PageFile file, Request request, Response response, Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
        headers.put(HttpHeader.ETAG, file.tag());
        headers.put(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString());
        headers.put("Content-Security-Policy", POLICY);
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        if (request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH).contains(file.tag())) {
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        headers.put(HttpHeader.CONTENT_TYPE, file.type());
        byte[] bytes = file.plain();
        if (request.getHeaders().contains(HttpHeader.ACCEPT_ENCODING, "gzip")) {
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
            bytes = file.compressed();
        }
        headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }

    /** Returns a file of the page; null if there is none with the name. */
    private PageFile file(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        return type == null || name.contains("/") ? null : files.computeIfAbsent(name, asked -> read(asked, type));
    }

    private static PageFile read(String name, String type) {
        try (InputStream resource = PageHandler.class.getResourceAsStream("page/" + name)) {
            if (resource == null) {
                return null;
            }
            byte[] plain = resource.readAllBytes();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(plain);
            }
            return new PageFile(
                    type,
                    plain,
                    compressed.toByteArray(),
                    "W/\""
                            + Fingerprint.of(new String(plain, StandardCharsets.UTF_8))
                                    .hex() + '"');
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
