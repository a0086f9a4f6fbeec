package org.executionsession.benchmarks.compare;

import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.database.Location;
import org.executionsession.benchmarks.server.Server;

/**
 * A server of the comparison.
 *
 * @param title the title that the tables show; not null
 * @param server how it starts; not null
 * @param ours whether it is Execution Sessions, which syncs the files of H2 by itself
 * @param onlySessions whether it has rows of sessions only, with all else in a JSON column
 */
record Contender(String title, Server server, boolean ours, boolean onlySessions) {

    /** A database as this server opens it. */
    Location open(Database database, Location location) {
        return ours ? location : database.ofPeer(location);
    }
}
