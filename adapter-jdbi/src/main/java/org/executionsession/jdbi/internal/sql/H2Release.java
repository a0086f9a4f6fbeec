package org.executionsession.jdbi.internal.sql;

/**
 * A release of H2.
 *
 * @param version the version that the database reports, such as {@code 2.4.240 (2025-09-22)}
 */
record H2Release(String version) {

    /** The release with which the store is tested. */
    static final String TESTED = "2.4.240";

    /** Returns whether the store is tested with this release. */
    boolean isTested() {
        return version.equals(TESTED) || version.startsWith(TESTED + " ");
    }

    /**
     * Returns whether a killed process loses acknowledged commits with this release. This was measured with 2.5.252;
     * the two earlier releases have the same code line. Later releases were not measured.
     */
    boolean losesCommitsInAKill() {
        return version.matches("2\\.5\\.25[0-2](\\D.*)?");
    }
}
