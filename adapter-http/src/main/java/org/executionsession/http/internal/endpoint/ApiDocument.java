package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.executionsession.http.internal.json.Json;

/** The OpenAPI document of the server: the resource {@code openapi.json}, with the base path in its {@code servers}. */
final class ApiDocument {

    private static final String RESOURCE = "/org/executionsession/http/openapi.json";

    private final String basePath;
    private StaticFile file;

    /** Creates the document of a server with this base path; empty for none. */
    ApiDocument(String basePath) {
        this.basePath = basePath;
    }

    /** Returns the document. It is loaded on the first request, so that it does not delay the start. */
    synchronized StaticFile file() {
        if (file == null) {
            byte[] resource = StaticFile.read(RESOURCE);
            file = StaticFile.of(Json.CONTENT_TYPE, basePath.isEmpty() ? resource : below(basePath, resource));
        }
        return file;
    }

    private static byte[] below(String basePath, byte[] resource) {
        try {
            JsonNode document = new ObjectMapper().readTree(resource);
            for (JsonNode server : document.get("servers")) {
                ((ObjectNode) server).put("url", basePath + server.get("url").textValue());
            }
            return document.toPrettyString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
