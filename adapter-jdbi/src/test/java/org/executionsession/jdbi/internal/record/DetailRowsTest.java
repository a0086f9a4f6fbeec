package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.query.Filter;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that a replacement of a result writes only the details that it changes. */
class DetailRowsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @EnumSource
    void aReplacement_writesTheChangedDetailsOnly(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        ExecutionResultDetail first = detail("first", 1);
        ExecutionResultDetail second = detail("second", 2);
        ExecutionResultDetail third = detail("third", 3);
        ExecutionResultEntity stored = result(first, second, third, detail("fourth", 4));
        store.results().add(stored);
        TestDatabase.execute(url, "update execution_result_detail set q_message = 'not written again'");

        ExecutionResultDetail changed =
                new ExecutionResultDetail(second.id(), DetailsType.ERROR, "changed", second.detailCreatedDate());
        ExecutionResultEntity next = stored.withDetails(
                List.of(first, changed, third, detail("new", 5), detail("newer", 6)), NOW.plusSeconds(7), "ACME\\max");
        assertThat(store.results().replace(next, stored)).isTrue();

        assertThat(TestDatabase.query(
                        url, "select count(*) from execution_result_detail where q_message = 'not written again'"))
                .isEqualTo("2");
        assertThat(store.details().count(Filter.all())).isEqualTo(5);
        for (ExecutionResultDetailEntity detail : next.detailEntities().toList()) {
            assertThat(store.details().find(detail.id())).contains(detail);
        }
    }

    private static ExecutionResultDetail detail(String message, int seconds) {
        return new ExecutionResultDetail(UUID.randomUUID(), DetailsType.INFORMATION, message, NOW.plusSeconds(seconds));
    }

    private static ExecutionResultEntity result(ExecutionResultDetail... details) {
        return ExecutionResultEntity.create(
                new ExecutionResultDraft(
                        ResultOrigin.UNKNOWN,
                        ExecutionResult.builder().details(List.of(details)).build()),
                NOW,
                Caller.SERVICE,
                UUID::randomUUID);
    }
}
