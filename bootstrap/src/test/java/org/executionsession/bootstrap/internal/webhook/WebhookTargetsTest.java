package org.executionsession.bootstrap.internal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only configured hosts are called. */
class WebhookTargetsTest {

    private static final WebhookTargets TARGETS = WebhookTargets.of("https://Hooks.example/start?key=a%20b")
            .withHosts(List.of("jobs.example", "jobs.example:8443", "localhost", "127.0.0.1:9000", "[::1]:9000"));

    static Task task(String webhookUrl) {
        return Task.create(
                TaskDraft.builder().name("Nightly").webhookUrl(webhookUrl).build(),
                Instant.EPOCH,
                Caller.SERVICE,
                UUID::randomUUID);
    }

    @Test
    void aTaskWithoutUrl_hasThatOfTheServer() {
        URI server = URI.create("https://Hooks.example/start?key=a%20b");
        assertThat(TARGETS.urlOf(task(""))).isEqualTo(server);
        assertThat(TARGETS.urlOf(null)).isEqualTo(server);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example/other",
                "https://hooks.example:443",
                "HTTPS://JOBS.example/",
                "https://jobs.example:8443/a/b?c=d",
                "http://localhost/",
                "https://localhost/",
                "http://127.0.0.1:9000/",
                "http://[::1]:9000/"
            })
    void aConfiguredHost_isCalled(String url) {
        assertThat(TARGETS.urlOf(task(url))).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "https://hooks.example:8443/",
                "https://hooks.example.evil.example/",
                "https://hooks.example./",
                "https://jobs.example:80/",
                "http://localhost:8080/",
                "http://127.0.0.2:9000/",
                "http://127.0.0.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://[::ffff:127.0.0.1]:9000/"
            })
    void anotherHost_isRejectedWithItsName(String url) {
        assertThatExceptionOfType(TaskRejectedException.class)
                .isThrownBy(() -> TARGETS.urlOf(task(url)))
                .matches(rejected -> !rejected.isRetryable())
                .withMessageStartingWith("the webhookUrl of the task names the host ")
                .withMessageEndingWith(", which the server is not configured to call (--task-webhook-hosts)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jobs.example",
                "//jobs.example/",
                "ftp://jobs.example/",
                "file:///etc/passwd",
                "http://jobs.example/",
                "http://127.0.0.1.evil.example/",
                "http://2130706433:9000/",
                "https://user@jobs.example/",
                "https://jobs.example@evil.example/",
                "https://evil.example\\@jobs.example/",
                "https://jobs.example/#fragment",
                "https://jobs.example:0/",
                "https://jobs.example:99999/",
                "https://jobs%2eexample/",
                "https://j\u00f6bs.example/",
                " https://jobs.example/",
                "https:///secret-path",
                "https://jobs.example/a b"
            })
    void aUrlThatCannotBeCalled_isRejectedWithoutRepeatingIt(String url) {
        assertThatExceptionOfType(TaskRejectedException.class)
                .isThrownBy(() -> TARGETS.urlOf(task(url)))
                .matches(rejected -> !rejected.isRetryable())
                .withMessageStartingWith("the webhookUrl of the task must ")
                .satisfies(rejected -> assertThat(rejected.getMessage()).doesNotContain("secret", "evil"));
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookTargets.of(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "*.example", "https://jobs.example", "jobs.example/", "a b", "a@b", "a:b", "a?b", "a#", ":1"
            })
    void whatIsNotAHost_isRejected(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TARGETS.withHosts(List.of(host)))
                .withMessage("must be HOST or HOST:PORT, separated by commas");
    }
}
