package org.executionsession.http;

import java.util.concurrent.TimeUnit;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.FilterParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading filters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FilterBenchmark {

    @Param
    private Text text;

    /** Filters as clients send them. */
    public enum Text {
        /** The plainest. */
        ONE_COMPARISON("reloadTask.id eq 046b6c7f-0b8a-43b9-b35d-6489e6daee91"),
        /** With all there is. */
        FOUR_COMPARISONS("(reloadTask.name sw 'Nightly' or reloadTask.name so 'sales')"
                + " and executionResult.status ge FinishedSuccess and createdDate gt '2026-01-23T04:56:07.000Z'");

        private final String filter;

        Text(String filter) {
            this.filter = filter;
        }
    }

    /**
     * Reads one.
     *
     * @return the filter
     */
    @Benchmark
    public Filter<ExecutionSession> parse() {
        return FilterParser.parse(text.filter, QueryableProperties.SESSIONS);
    }
}
