package org.executionsession.domain.exception;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.executionsession.domain.model.EntityKind;
import org.junit.jupiter.api.Test;

class ExceptionCauseTest {

    private static final SQLException CAUSE = new SQLException("from the driver");

    @Test
    void duplicateId_hasTheSameMessageWithACause() {
        UUID id = UUID.randomUUID();
        assertThat(new DuplicateIdException(EntityKind.RESULT, id, CAUSE))
                .hasCause(CAUSE)
                .hasMessage(new DuplicateIdException(EntityKind.RESULT, id).getMessage())
                .extracting(DuplicateIdException::id)
                .isEqualTo(id);
    }

    @Test
    void queryTimeout_hasTheSameMessageWithACause() {
        Duration limit = Duration.ofSeconds(2);
        assertThat(new QueryTimeoutException(limit, CAUSE))
                .hasCause(CAUSE)
                .hasMessage(new QueryTimeoutException(limit).getMessage());
    }

    @Test
    void storeUnavailable_canHaveNoCause() {
        assertThat(new StoreUnavailableException("read-only", StoreUnavailableException.Condition.READ_ONLY, null))
                .hasNoCause();
    }
}
