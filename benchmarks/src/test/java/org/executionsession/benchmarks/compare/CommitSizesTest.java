package org.executionsession.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommitSizesTest {

    private static final String METRICS = """
            # TYPE execution_sessions_commit_batch_size histogram
            execution_sessions_commit_batch_size_bucket{le="1.0"} 5
            execution_sessions_commit_batch_size_bucket{server="a",le="2.0",} 5
            execution_sessions_commit_batch_size_bucket{le="64.0"} 9
            execution_sessions_commit_batch_size_bucket{le="+Inf"} 10
            execution_sessions_commit_batch_size_count 10
            execution_sessions_commit_batch_size_sum 250.0
            execution_sessions_commit_batch_size_max 128.0
            execution_sessions_creations_total 250.0
            """;

    @Test
    void metrics_areParsed() {
        assertThat(CommitSizes.parse(METRICS))
                .isEqualTo(new CommitSizes(10, 250, Map.of(1.0, 5.0, 2.0, 5.0, 64.0, 9.0)));
    }

    @Test
    void text_hasTheMeanAndTheSharesOfRangesWithCommits() {
        assertThat(CommitSizes.parse(METRICS).text()).isEqualTo("mean 25.00; 1: 50 %; 3 to 64: 40 %; more: 10 %");
    }

    @Test
    void commitsBefore_doNotCount() {
        CommitSizes before = CommitSizes.parse(METRICS);
        CommitSizes now = new CommitSizes(12, 254, Map.of(1.0, 5.0, 2.0, 7.0, 64.0, 11.0));

        assertThat(now.since(before).text()).isEqualTo("mean 2.00; 2: 100 %");
    }

    @Test
    void metricsWithoutCommits_haveNone() {
        assertThat(CommitSizes.parse("up 1\n").text()).isEqualTo("no commits");
    }

    @Test
    void serverWithoutMetrics_isAnError() throws IOException {
        // Without a handler, each response is 404.
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());

            assertThatThrownBy(() -> CommitSizes.read(url)).hasMessage("GET " + url + "/metrics: status 404");
        } finally {
            server.stop(0);
        }
    }
}
