package org.executionsession.benchmarks.compare;

import java.util.List;

/**
 * Two servers that were measured in turn.
 *
 * @param database the name of the database; not null
 * @param peer the title of the peer; not null
 * @param ours our rounds; not empty
 * @param theirs the peer's rounds, as many; not null
 * @param commits the commits of ours in the rounds; not null
 * @param errors how many requests to both did not get 201, in the warm-up and in the rounds
 */
record Pair(String database, String peer, List<Round> ours, List<Round> theirs, CommitSizes commits, long errors) {}
