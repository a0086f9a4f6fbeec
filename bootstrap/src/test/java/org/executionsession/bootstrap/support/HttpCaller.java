package org.executionsession.bootstrap.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** An ordinary HTTP client of a server. */
public final class HttpCaller {

    private final HttpClient client;
    private final URI url;

    public HttpCaller(URI url) {
        this(url, HttpClient.newBuilder());
    }

    /** Over TLS, with the certificates of a context. */
    public HttpCaller(URI url, SSLContext certificates) {
        this(url, HttpClient.newBuilder().sslContext(certificates));
    }

    private HttpCaller(URI url, HttpClient.Builder client) {
        this.url = url;
        this.client = client.version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    public HttpResponse<String> post(String path, String json, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
        return send((headers.length == 0 ? request : request.headers(headers))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> put(String path, String json) throws IOException {
        return send(HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> delete(String path, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
        return send((headers.length == 0 ? request : request.headers(headers)).DELETE());
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
