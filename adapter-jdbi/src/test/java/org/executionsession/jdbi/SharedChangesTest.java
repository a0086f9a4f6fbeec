package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.jdbi.support.ForkedJvm;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Concurrent changes of small results share transactions on a small heap, too, although the limit of large texts is that of a single one. */
class SharedChangesTest {

    @Test
    void changesOfDetailsAndRemovalsOfResults_shareTransactions(@TempDir Path folder) throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("data") + ";USER=sa;DB_CLOSE_DELAY=-1";
        List<String> commits =
                ForkedJvm.run(Changes.class, List.of("-Xmx128m"), url).lines().toList();
        assertThat(commits)
                .hasSize(3)
                .allSatisfy(count ->
                        assertThat(Integer.parseInt(count)).isPositive().isLessThan(Changes.RESULTS));
    }

    /** Changes the only detail of each result, removes it and then the results, and prints the number of commits of each. */
    static final class Changes {

        static final int RESULTS = 800;
        private static final int THREADS = 32;
        private static final Instant NOW = Instant.parse("2026-11-29T10:20:30.456Z");
        private static final Caller JO = new Caller("ACME", "jo");

        private Changes() {}

        public static void main(String[] arguments) throws Exception {
            AtomicInteger commits = new AtomicInteger();
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.builder(TestDatabase.dataSource(arguments[0]))
                    .commitListener((writes, nanos) -> commits.incrementAndGet())
                    .open();
            List<ExecutionResultEntity> results =
                    IntStream.range(0, RESULTS).mapToObj(i -> result()).toList();
            store.results().addAll(results);

            List<Consumer<ExecutionResultEntity>> changes = List.of(
                    result -> changeDetail(store, detail(result)),
                    result -> store.details().remove(detail(result)),
                    result -> store.results().remove(result.id()));
            for (Consumer<ExecutionResultEntity> change : changes) {
                commits.set(0);
                runAll(results, change);
                System.out.println(commits.get());
            }
        }

        private static void runAll(List<ExecutionResultEntity> results, Consumer<ExecutionResultEntity> change)
                throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> ends = new ArrayList<>();
            results.forEach(result -> ends.add(threads.submit(() -> change.accept(result))));
            for (Future<?> end : ends) {
                end.get();
            }
            threads.shutdown();
        }

        private static ExecutionResultEntity result() {
            return ExecutionResultEntity.create(
                    new ExecutionResultDraft(
                            ResultOrigin.UNKNOWN,
                            ExecutionResult.builder()
                                    .startTime(NOW)
                                    .details(List.of(ExecutionResultDetail.builder()
                                            .message("before")
                                            .build()))
                                    .build()),
                    NOW,
                    JO,
                    UUID::randomUUID);
        }

        private static UUID detail(ExecutionResultEntity result) {
            return result.result().details().get(0).id();
        }

        private static void changeDetail(JdbiExecutionSessionStore store, UUID id) {
            ExecutionResultDetailEntity read = store.details().find(id).orElseThrow();
            ExecutionResultDetail changed =
                    ExecutionResultDetail.builder().message("after").build();
            if (!store.details().replace(read.update(changed, NOW.plusSeconds(1), JO), read)) {
                throw new IllegalStateException("has changed meanwhile");
            }
        }
    }
}
