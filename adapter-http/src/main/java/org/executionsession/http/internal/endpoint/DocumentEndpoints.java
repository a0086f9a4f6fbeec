package org.executionsession.http.internal.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.util.StringUtil;
import org.executionsession.http.internal.json.ProblemException;

/** Serves the OpenAPI document, and a page that shows it without external resources. */
final class DocumentEndpoints {

    private static final String PAGE = "/docs";

    /** Restricts the page to this server, whatever the document contains, and prevents framing by other pages. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final List<String> FILES = List.of(
            "swagger-ui.css",
            "swagger-ui-bundle.js",
            "swagger-ui-bundle.js.LICENSE.txt",
            "favicon-32x32.png",
            "start.js");

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "txt", "text/plain;charset=utf-8",
            "png", "image/png");

    private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

    private DocumentEndpoints() {}

    static void addTo(Routes routes, String basePath) {
        ApiDocument document = new ApiDocument(basePath);
        for (String path : List.of("/openapi.json", "/about/openapi/main")) {
            routes.get(path, request -> request.respond(document.file()));
        }
        DocumentEndpoints endpoints = new DocumentEndpoints();
        routes.get(PAGE, endpoints::page);
        routes.get(PAGE + "/{file}", endpoints::file);
    }

    /** Responds with the page. Its links are relative, so that it also works behind a proxy that adds a path prefix. */
    private void page(ApiRequest request) {
        String folder = request.context().path().endsWith("/") ? "" : PAGE.substring(1) + "/";
        request.context().header("Content-Security-Policy", POLICY);
        request.respond(files.computeIfAbsent(PAGE + folder, none -> pageFor(folder)));
    }

    private static StaticFile pageFor(String folder) {
        String html =
                new String(StaticFile.read("docs/page.html"), StandardCharsets.UTF_8).replace("{{folder}}", folder);
        return StaticFile.of("text/html;charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    private void file(ApiRequest request) {
        String asked = request.context().pathParam("file");
        String name = FILES.stream()
                .filter(file -> StringUtil.asciiEqualsIgnoreCase(file, asked))
                .findFirst()
                .orElseThrow(() -> new ProblemException(404, "the documentation page has no such file"));
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        request.respond(files.computeIfAbsent(name, none -> StaticFile.of(type, StaticFile.read("docs/" + name))));
    }
}
