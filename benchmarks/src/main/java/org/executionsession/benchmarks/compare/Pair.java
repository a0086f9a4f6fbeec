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
 */
record Pair(String database, String peer, List<Round> ours, List<Round> theirs, CommitSizes commits) {

    /** How many responses of both were not 201. */
    long errors() {
        return ours.stream().mapToLong(Round::errors).sum()
                + theirs.stream().mapToLong(Round::errors).sum();
    }
}
