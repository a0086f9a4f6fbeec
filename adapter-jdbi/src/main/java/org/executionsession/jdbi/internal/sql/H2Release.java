package org.executionsession.jdbi.internal.sql;

/**
 * A release of H2.
 *
 * @param version what the database says of itself, such as {@code 2.4.240 (2025-09-22)}
 */
record H2Release(String version) {

    /**
     * Whether its file comes back from a kill without commits that were acknowledged. It was measured with the last one of
     * these; the two before it are of the same line. Of those that come after nothing is known.
     */
    boolean losesCommitsInAKill() {
        return version.matches("2\\.5\\.25[0-2](\\D.*)?");
    }
}
