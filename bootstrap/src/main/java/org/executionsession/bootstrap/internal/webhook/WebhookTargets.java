package org.executionsession.bootstrap.internal.webhook;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.Task;
import org.jspecify.annotations.Nullable;

/**
 * The URLs that the server may call. A client can set the URL of a task, so only hosts that the operator has configured are called.
 * The name is compared, not its address: a client cannot change the address of a name that the operator has chosen. With HTTPS, the
 * receiver also proves its name with its certificate; without it, only the loopback interface is called.
 */
public final class WebhookTargets {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final URI serverUrl;
    private final Set<String> allowed;

    private WebhookTargets(URI serverUrl, Set<String> allowed) {
        this.serverUrl = serverUrl;
        this.allowed = allowed;
    }

    /**
     * Creates the targets from the URL of the server, without other hosts.
     *
     * @param url the URL for tasks without one of their own; not null
     * @return the targets
     * @throws IllegalArgumentException if the URL cannot be called
     */
    public static WebhookTargets of(String url) {
        URI parsed = parse(requireNonNull(url, "url"));
        return new WebhookTargets(parsed, Set.of(authority(parsed)));
    }

    /**
     * Adds hosts that the URLs of tasks may name.
     *
     * @param hosts {@code HOST} for the default port or {@code HOST:PORT}; not null
     * @return the targets
     * @throws IllegalArgumentException if one of them is not a host
     */
    public WebhookTargets withHosts(List<String> hosts) {
        Set<String> all = new HashSet<>(allowed);
        for (String host : hosts) {
            URI parsed = uri("https://" + host);
            if (parsed == null || !parsed.toString().equals("https://" + parsed.getRawAuthority())) {
                throw new IllegalArgumentException("must be HOST or HOST:PORT, separated by commas");
            }
            all.add(authority(parsed));
            if (parsed.getPort() < 0 && isLoopback(parsed)) {
                all.add(host(parsed) + ":" + HTTP_PORT);
            }
        }
        return new WebhookTargets(serverUrl, Set.copyOf(all));
    }

    /**
     * Returns the URL of a task.
     *
     * @param task the task; null if it was deleted
     * @return its own URL or that of the server
     * @throws TaskRejectedException if its URL may not be called, without a retry: another attempt has the same URL
     */
    URI urlOf(@Nullable Task task) {
        String own = task == null ? "" : task.content().webhookUrl();
        if (own.isEmpty()) {
            return serverUrl;
        }
        URI url;
        try {
            url = parse(own);
        } catch (IllegalArgumentException malformed) {
            throw TaskRejectedException.withoutRetry("the webhookUrl of the task " + malformed.getMessage(), malformed);
        }
        if (!allowed.contains(authority(url))) {
            throw TaskRejectedException.withoutRetry(
                    "the webhookUrl of the task names the host " + authority(url)
                            + ", which the server is not configured to call (--task-webhook-hosts)",
                    null);
        }
        return url;
    }

    /** Returns the scheme, host and port of a URL; its path may be a secret. */
    static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    private static URI parse(String url) {
        URI parsed = uri(url);
        if (parsed == null || !isHttp(parsed)) {
            throw new IllegalArgumentException("must be a URL such as https://host.example/path, with an ASCII host");
        }
        if (parsed.getRawFragment() != null) {
            throw new IllegalArgumentException("must not have a fragment");
        }
        if (parsed.getScheme().equalsIgnoreCase("http") && !isLoopback(parsed)) {
            throw new IllegalArgumentException(
                    "must begin with https, unless its host is localhost, 127.0.0.1 or [::1]");
        }
        return parsed;
    }

    /** Returns a URI with a host and without user information; null if the text is another one. */
    private static @Nullable URI uri(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() == null || uri.getRawUserInfo() != null || uri.getPort() > 65_535 || uri.getPort() == 0
                    ? null
                    : uri;
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    private static boolean isHttp(URI url) {
        return "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
    }

    private static boolean isLoopback(URI url) {
        return LOOPBACK.matcher(host(url)).matches();
    }

    private static String host(URI url) {
        return url.getHost().toLowerCase(Locale.ROOT);
    }

    /** Returns the host of an {@link #authority}. */
    static String hostOf(String authority) {
        return authority.substring(0, authority.lastIndexOf(':'));
    }

    /** Returns the host, in lower case, and the port. A client can vary the path and the query of a URL without end, but not this. */
    static String authority(URI url) {
        int standard = url.getScheme().equalsIgnoreCase("http") ? HTTP_PORT : HTTPS_PORT;
        return host(url) + ":" + (url.getPort() < 0 ? standard : url.getPort());
    }
}
