package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.executionsession.jdbi.support.ForkedJvm;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that no list writes documents or long texts to temporary files, or reads all of them into memory. H2 sorts in such
 * files; with the documents, a few lists of a caller with the read privilege would fill the disk.
 */
class OrderedListFilesTest {

    private static final int SESSIONS = 600;
    private static final int DOCUMENT = 10_000;
    private static final String HEAP = "-Xmx128m";

    /** The number of rows that H2 sorts in memory. Its default grows with the heap. */
    private static final String FEW_ROWS = ";MAX_MEMORY_ROWS=200";

    /** A twentieth of the size of the documents, half of that of the users, and more than the ids of a filter. */
    private static final long MAX_BYTES = SESSIONS * DOCUMENT / 20;

    @TempDir
    Path database;

    @TempDir
    Path folder;

    @Test
    void noList_writesDocumentsOrTextsToTemporaryFiles() throws Exception {
        String largest = ForkedJvm.run(
                Lists.class,
                List.of(HEAP, "-Djava.io.tmpdir=" + folder),
                "jdbc:h2:file:" + database.resolve("sessions") + ";USER=sa" + FEW_ROWS,
                folder.toString());

        assertThat(largest.lines()).hasSize(Lists.queries(Set.of()).size() + Lists.DETAIL_ORDERS.size());
        assertThat(largest.lines()).allSatisfy(line -> {
            String[] words = line.split(" ");
            assertThat(Integer.parseInt(words[0])).as(line).isGreaterThanOrEqualTo(1);
            assertThat(Long.parseLong(words[1])).as(line).isLessThan(MAX_BYTES);
        });
    }

    /** Prints the number of sessions of each list, and the maximum size of the temporary files. */
    static final class Lists {

        static final List<List<SortKey<ExecutionResultDetailEntity>>> DETAIL_ORDERS = Stream.of(
                        "message", "detailCreatedDate")
                .map(path -> List.of(
                        new SortKey<>(QueryableProperties.DETAILS.find(path).orElseThrow(), false)))
                .toList();

        private Lists() {}

        public static void main(String[] arguments) {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(TestDatabase.dataSource(arguments[0]));
            Path folder = Path.of(arguments[1]);
            List<ExecutionSession> sessions =
                    IntStream.range(0, SESSIONS).mapToObj(Lists::session).toList();
            for (int from = 0; from < SESSIONS; from += 50) {
                store.sessions().addAll(sessions.subList(from, from + 50));
            }
            Set<UUID> ids = sessions.stream().map(ExecutionSession::id).collect(Collectors.toSet());
            queries(ids).forEach(query -> print(store.sessions(), query, folder));
            DETAIL_ORDERS.forEach(order -> print(store.details(), Query.of(Filter.all(), order), folder));
        }

        private static <E extends AuditedEntity> void print(EntityStore<E> entities, Query<E> query, Path folder) {
            long before = bytes(folder);
            long[] counts = new long[2];
            entities.forEach(query, entity -> {
                if (counts[0]++ % 100 == 0) {
                    counts[1] = Math.max(counts[1], bytes(folder) - before);
                }
            });
            System.out.println(counts[0] + " " + counts[1] + " " + query.order() + query.skip());
        }

        static List<Query<ExecutionSession>> queries(Set<UUID> ids) {
            Filter<ExecutionSession> all = Filter.all();
            Filter<ExecutionSession> byIndex = new Filter.Comparison<>(
                    QueryableProperties.SESSIONS.find("createdDate").orElseThrow(), Operator.EQ, Instant.EPOCH);
            Filter<ExecutionSession> byResult = new Filter.Comparison<>(
                    QueryableProperties.SESSIONS.find("executionResult.status").orElseThrow(), Operator.GE, 0);
            Filter<ExecutionSession> byDetails = new Filter.Comparison<>(
                    QueryableProperties.SESSIONS
                            .find("executionResult.details.message")
                            .orElseThrow(),
                    Operator.SO,
                    "m");
            Filter<ExecutionSession> byIds = new Filter.OneOf<>(ids);
            return Stream.of(all, byIndex, byResult, byDetails, byIds)
                    .flatMap(filter -> Stream.of(
                                    List.<SortKey<ExecutionSession>>of(),
                                    List.of(by("retries")),
                                    List.of(by("user")),
                                    List.of(by("executionResult.duration"), by("createdDate")))
                            .flatMap(order -> Stream.of(
                                            Query.of(filter, order), new Query<>(filter, order, 10, Long.MAX_VALUE))
                                    .limit(filter == all ? 2 : 1)))
                    .toList();
        }

        private static SortKey<ExecutionSession> by(String path) {
            return new SortKey<>(QueryableProperties.SESSIONS.find(path).orElseThrow(), true);
        }

        private static ExecutionSession session(int number) {
            return ExecutionSession.create(
                    ExecutionSessionDraft.builder()
                            .id(UUID.randomUUID())
                            .user(number % 7 + "u".repeat(900) + number)
                            .retries(number * 31 % 100)
                            .executionResult(ExecutionResult.builder()
                                    .details(List.of(new ExecutionResultDetail(
                                            UUID.randomUUID(),
                                            DetailsType.INFORMATION,
                                            number % 7 + "m".repeat(DOCUMENT),
                                            Instant.EPOCH)))
                                    .build())
                            .build(),
                    Instant.EPOCH,
                    Caller.SERVICE,
                    UUID::randomUUID);
        }

        private static long bytes(Path folder) {
            try (Stream<Path> files = Files.list(folder)) {
                return files.mapToLong(file -> file.toFile().length()).sum();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
