package org.executionsession.jdbi.internal.sql;

import java.util.List;

/**
 * A release of H2.
 *
 * @param version the version that the database reports, such as {@code 2.4.240 (2025-09-22)}
 */
record H2Release(String version) {

    /** The release to use. */
    static final String RECOMMENDED = "2.4.240";

    /**
     * The releases with which the store is tested. The tests of each build run with the first; the others passed the tests of the store,
     * except for lists of large documents in 64 MB, and a crash run.
     */
    private static final List<String> TESTED = List.of(RECOMMENDED, "2.3.232");

    /** Returns whether the store is tested with this release. */
    boolean isTested() {
        return TESTED.stream().anyMatch(tested -> version.equals(tested) || version.startsWith(tested + " "));
    }

    /**
     * Returns whether a killed process loses acknowledged commits with this release. This was measured with 2.5.252;
     * the two earlier releases have the same code line. Later releases were not measured.
     */
    boolean losesCommitsInAKill() {
        return version.matches("2\\.5\\.25[0-2](\\D.*)?");
    }
}
