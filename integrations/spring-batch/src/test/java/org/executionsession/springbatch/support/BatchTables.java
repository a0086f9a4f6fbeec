package org.executionsession.springbatch.support;

import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The tables of Spring Batch, from its own script. */
public final class BatchTables {

    private BatchTables() {}

    /** Creates the tables in a database that does not have them. */
    public static void create(DataSource database) {
        new ResourceDatabasePopulator(new ClassPathResource("org/springframework/batch/core/schema-h2.sql"))
                .execute(database);
    }
}
