package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The OpenAPI document of the server: the resource {@code openapi.json}, with the base path in its {@code servers}. */
final class ApiDocument {

    private static final String RESOURCE = "/org/executionsession/http/openapi.json";

    private final String basePath;
    private String text;

    /** Creates the document of a server with this base path; empty for none. */
    ApiDocument(String basePath) {
        this.basePath = basePath;
    }

    /** Returns the document as JSON. It is loaded on the first request, so that it does not delay the start. */
    synchronized String text() {
        if (text == null) {
            try {
                text = basePath.isEmpty() ? resource() : below(basePath);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        return text;
    }

    private static String below(String basePath) throws IOException {
        JsonNode document = new ObjectMapper().readTree(resource());
        for (JsonNode server : document.get("servers")) {
            ((ObjectNode) server).put("url", basePath + server.get("url").textValue());
        }
        return document.toPrettyString();
    }

    private static String resource() throws IOException {
        try (InputStream resource = ApiDocument.class.getResourceAsStream(RESOURCE)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
