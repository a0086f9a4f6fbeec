package org.executionsession.jdbi.internal.sql;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.junit.jupiter.api.Test;

class SqlExceptionTranslatorTest {

    /** As Jdbi throws it when it closes the result of a query. */
    @Test
    void anExceptionOfJdbcThatIsNotDeclared_isTranslated() {
        SQLException failure = new SQLException("No space left on device", "90031");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> SqlExceptionTranslator.run("read", () -> throwUndeclared(failure)))
                .withMessage("the database cannot read")
                .withCause(failure)
                .extracting(StoreUnavailableException::condition)
                .isEqualTo(Condition.FULL);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Exception> void throwUndeclared(Exception failure) throws X {
        throw (X) failure;
    }
}
