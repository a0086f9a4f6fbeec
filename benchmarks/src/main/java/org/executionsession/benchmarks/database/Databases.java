package org.executionsession.benchmarks.database;

import java.nio.file.Path;

/** Which databases a command runs on. */
public enum Databases {
    /** H2 in files. */
    h2,
    /** A PostgreSQL that is brought along. */
    postgresql,
    /** One after the other. */
    both;

    /**
     * Whether the command runs on H2.
     *
     * @return false for PostgreSQL alone
     */
    public boolean h2() {
        return this != postgresql;
    }

    /**
     * Whether the command runs on PostgreSQL.
     *
     * @return false for H2 alone
     */
    public boolean postgres() {
        return this != h2;
    }

    /** Work on one database. */
    @FunctionalInterface
    public interface Work {

        /**
         * Does it.
         *
         * @param database an open database; not null
         * @throws Exception any failure
         */
        void on(Database database) throws Exception;
    }

    /**
     * Does work on each database, one after the other; only one exists at a time.
     *
     * @param folder an existing folder for the files; not null
     * @param work what to do; not null
     * @throws Exception the failure of the work
     */
    public void each(Path folder, Work work) throws Exception {
        if (h2()) {
            try (Database database = new H2Files(folder)) {
                work.on(database);
            }
        }
        if (postgres()) {
            try (Database database = PostgresServer.start(folder)) {
                work.on(database);
            }
        }
    }
}
