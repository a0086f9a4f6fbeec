package org.executionsession.http.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExceptionMapperTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The database has been closed; SQL statement:\ninsert into execution_session (id, user) values (?, ?) [90098-240]",
                "The database has been closed [90098-240]",
                "The database has been closed\r\n  Detail: (id)=(1)",
                "The database has been closed"
            })
    void theReasonOfAnUnavailableStore_isOneLineWithoutTheStatement(String message) {
        assertThat(ExceptionMapper.reason(unavailable(new SQLException(message))))
                .isEqualTo("java.sql.SQLException: The database has been closed");
    }

    @Test
    void theReasonOfAnUnavailableStore_isBounded() {
        assertThat(ExceptionMapper.reason(unavailable(new SQLException("x".repeat(100_000)))))
                .hasSizeLessThan(600);
        assertThat(ExceptionMapper.reason(unavailable(new SQLException()))).isEqualTo("java.sql.SQLException");
    }

    private static Exception unavailable(SQLException cause) {
        return new StoreUnavailableException("the database cannot write", new IllegalStateException(cause));
    }
}
