package org.executionsession.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.executionsession.benchmarks.report.Figures;

/**
 * How many writes the commits of our server had, from its metrics.
 *
 * @param commits the number of commits
 * @param writes the number of writes
 * @param upTo the number of commits with at most so many writes, by that limit; not null
 */
record CommitSizes(double commits, double writes, Map<Double, Double> upTo) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final Pattern LINE = Pattern.compile(
            "^execution_sessions_commit_batch_size_(?:(count|sum)|bucket\\{.*?le=\"([^\"]+)\".*?\\}) (\\S+)$",
            Pattern.MULTILINE);

    /** Throws when the server does not serve its metrics. */
    static CommitSizes read(URI server) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(server.resolve("/metrics")).build();
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("GET " + request.uri() + ": status " + response.statusCode());
            }
            return parse(response.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Reads the text format of Prometheus; all is 0 when the metric is missing. */
    static CommitSizes parse(String metrics) {
        double commits = 0;
        double writes = 0;
        Map<Double, Double> upTo = new TreeMap<>();
        Matcher line = LINE.matcher(metrics);
        while (line.find()) {
            double value = Double.parseDouble(line.group(3));
            if (line.group(2) != null) {
                if (!line.group(2).equals("+Inf")) {
                    upTo.put(Double.valueOf(line.group(2)), value);
                }
            } else if (line.group(1).equals("count")) {
                commits = value;
            } else {
                writes = value;
            }
        }
        return new CommitSizes(commits, writes, upTo);
    }

    /** The commits since an earlier reading. */
    CommitSizes since(CommitSizes earlier) {
        Map<Double, Double> difference = new TreeMap<>();
        upTo.forEach((limit, count) -> difference.put(limit, count - earlier.upTo.getOrDefault(limit, 0.0)));
        return new CommitSizes(commits - earlier.commits, writes - earlier.writes, difference);
    }

    /** The mean, and the share of the commits in each range of sizes that has any. */
    String text() {
        if (commits == 0) {
            return "no commits";
        }
        StringBuilder text = new StringBuilder("mean " + Figures.decimal(writes / commits));
        double before = 0;
        long from = 1;
        for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
            long to = bucket.getKey().longValue();
            text.append(share(from == to ? "" + to : from + " to " + to, bucket.getValue() - before));
            before = bucket.getValue();
            from = to + 1;
        }
        return text.append(share("more", commits - before)).toString();
    }

    private String share(String range, double count) {
        return count == 0 ? "" : "; " + range + ": " + Figures.whole(100 * count / commits) + " %";
    }
}
