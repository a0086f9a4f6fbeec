package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bulk changes of large results need bounded memory and space with H2, which keeps all rows of a transaction in memory. */
class LargeBulkChangesTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");
    private static final Caller JO = new Caller("ACME", "jo");

    /** About the size of a result. */
    private static final int LARGE = 1_000_000;

    /** More than one transaction may change. */
    private static final int TOO_MANY = (int) (Math.max(
                            ExecutionResult.GROWTH_MAX_BYTES * 5L / 4,
                            Runtime.getRuntime().maxMemory() / 256)
                    / LARGE)
            + 2;

    @TempDir
    Path folder;

    private JdbiExecutionSessionStore store;

    @BeforeEach
    void open() {
        store = JdbiExecutionSessionStore.open(
                TestDatabase.dataSource("jdbc:h2:file:" + folder.resolve("data") + ";USER=sa"));
    }

    private ExecutionResultEntity added(List<ExecutionResultDetail> details) {
        ExecutionResultEntity result = ExecutionResultEntity.create(
                new ExecutionResultDraft(
                        ResultOrigin.UNKNOWN,
                        ExecutionResult.builder()
                                .startTime(NOW)
                                .details(details)
                                .build()),
                NOW,
                JO,
                UUID::randomUUID);
        store.results().add(result);
        return result;
    }

    private static ExecutionResultDetail detail(int length) {
        return ExecutionResultDetail.builder().message("m".repeat(length)).build();
    }

    private List<ExecutionResultEntity> largeResults() {
        return Stream.generate(() -> added(Collections.nCopies(10, detail(LARGE / 10))))
                .limit(TOO_MANY)
                .toList();
    }

    private static Set<UUID> ids(List<ExecutionResultEntity> results) {
        return new HashSet<>(results.stream().map(ExecutionResultEntity::id).toList());
    }

    private static Set<UUID> detailIds(List<ExecutionResultEntity> results) {
        return new HashSet<>(results.stream()
                .map(result -> result.result().details().get(0).id())
                .toList());
    }

    @Test
    void largeResults_areNotChangedOrRemovedTogether() {
        List<ExecutionResultEntity> results = largeResults();
        for (Runnable change : List.<Runnable>of(
                () -> store.results().removeAll(ids(results)),
                () -> store.results().replaceAll(ids(results), any -> {}, UnaryOperator.identity()),
                () -> store.details().removeAll(detailIds(results)),
                () -> store.details().replaceAll(detailIds(results), any -> {}, UnaryOperator.identity()))) {
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(change::run)
                    .withMessageContaining("bytes of JSON in all messages; a filter can narrow it");
        }
        for (ExecutionResultEntity result : results) {
            assertThat(store.results().find(result.id())).contains(result);
        }
        store.results().removeAll(ids(results.subList(0, 1)));
        assertThat(store.results().find(results.get(0).id())).isEmpty();
    }

    @Test
    void largeResults_arePurged() {
        List<ExecutionResultEntity> results = largeResults();
        assertThat(store.purgeResults(NOW.plus(Duration.ofDays(1)), 100)).isEqualTo(results.size());
    }

    /** The document of a result contains its details. */
    @Test
    void aResult_isWrittenOnceForAllItsDetails() throws Exception {
        ExecutionResultEntity result = added(Collections.nCopies(500, detail(1_000)));
        Set<UUID> ids = new HashSet<>(result.result().details().stream()
                .map(ExecutionResultDetail::id)
                .toList());
        store.details().replaceAll(ids, any -> {}, detail -> detail.update(detail(900), NOW.plusSeconds(1), JO));
        assertThat(store.results().find(result.id()).orElseThrow().result().details())
                .hasSize(500)
                .allMatch(detail -> detail.message().length() == 900);
        store.details().removeAll(ids);
        assertThat(store.results().find(result.id()).orElseThrow().result().details())
                .isEmpty();
        assertThat(Files.size(folder.resolve("data.mv.db"))).isLessThan(50_000_000);
    }
}
