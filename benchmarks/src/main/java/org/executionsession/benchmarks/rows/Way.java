package org.executionsession.benchmarks.rows;

import org.executionsession.benchmarks.database.Database.Writing;

/**
 * How plain JDBC writes.
 *
 * @param writing the settings; not null
 * @param connections how many write at once
 * @param batch how many sessions there are in a commit
 */
public record Way(Writing writing, int connections, int batch) {

    @Override
    public String toString() {
        return writing.name() + ", " + batch + " a commit, " + connections
                + (connections == 1 ? " connection" : " connections");
    }
}
