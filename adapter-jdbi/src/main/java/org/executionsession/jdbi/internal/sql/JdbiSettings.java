package org.executionsession.jdbi.internal.sql;

import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** The settings of JDBI that all statements of this module need. */
public final class JdbiSettings {

    private JdbiSettings() {}

    /** Applies the settings, with tables in the current schema and without a prefix. Returns the same object. */
    public static Jdbi apply(Jdbi jdbi) {
        return apply(jdbi, TableNames.DEFAULT);
    }

    /** Applies the settings, and the names of tables. Returns the same object. */
    public static Jdbi apply(Jdbi jdbi, TableNames names) {
        names.apply(jdbi);
        jdbi.registerArrayType(UUID.class, "uuid");
        // Without this, exception messages would contain the values that callers sent.
        jdbi.configure(StatementExceptions.class, exceptions -> exceptions.setMessageRendering(MessageRendering.NONE));
        return jdbi;
    }
}
