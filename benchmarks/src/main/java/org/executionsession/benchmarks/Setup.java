package org.executionsession.benchmarks;

import java.nio.file.Path;
import org.executionsession.benchmarks.database.Database;
import org.executionsession.benchmarks.server.Server;
import org.executionsession.benchmarks.session.Example;

/**
 * What the measurements on one database share.
 *
 * @param options what is wanted; not null
 * @param server ours; not null
 * @param database where it keeps its sessions; not null
 * @param example the session that is recorded; not null
 * @param samples what requests do to the tables; not null
 * @param folder for files; not null
 * @param report takes what was measured; not null
 */
record Setup(
        LoadOptions options,
        Server server,
        Database database,
        Example example,
        Samples samples,
        Path folder,
        Report report) {}
