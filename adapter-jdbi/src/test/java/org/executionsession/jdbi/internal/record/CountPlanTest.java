package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.internal.sql.FilterSql;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.Test;

/** Tests that a count of sessions does not read their results for nothing. */
class CountPlanTest {

    private static String count(Filter<ExecutionSession> filter) {
        return TableReader.selectCount(
                FilterSql.of(filter, Table.SESSION, new H2Dialect()), Table.SESSION, SessionRecordStore.FROM);
    }

    private static Filter<ExecutionSession> after(String path) {
        Property<ExecutionSession> property = QueryableProperties.SESSIONS.properties().stream()
                .filter(candidate -> candidate.path().equals(path))
                .findFirst()
                .orElseThrow();
        return new Filter.Comparison<>(property, Operator.GT, Instant.EPOCH);
    }

    @Test
    void h2_knowsTheNumberOfAll() throws SQLException {
        String url = TestDatabase.H2.newUrl();
        JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet plan = statement.executeQuery("explain " + count(Filter.all()))) {
            assertThat(plan.next()).isTrue();
            assertThat(plan.getString(1)).contains("/* direct lookup */");
        }
    }

    @Test
    void results_areReadOnlyForAConditionOnThem() {
        assertThat(count(Filter.all())).doesNotContain("execution_result");
        assertThat(count(after("modifiedDate"))).doesNotContain("execution_result");
        assertThat(count(after("executionResult.startTime"))).contains("execution_result");
        assertThat(count(after("modifiedDate").or(after("executionResult.startTime"))))
                .contains("execution_result");
    }
}
