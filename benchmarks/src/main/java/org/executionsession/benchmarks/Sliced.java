package org.executionsession.benchmarks;

import java.sql.SQLException;

/** Something that is measured a slice at a time. */
@FunctionalInterface
interface Sliced {

    /** Into so many slices each measurement is cut that is compared with another one. */
    int SLICES = 5;

    /** Measures one more slice. */
    void slice() throws SQLException;

    /**
     * Measures several things slice by slice in turn: what else happens on the machine, and what the machine does to
     * itself, meets all of them alike.
     */
    static void inTurn(Sliced... measured) throws SQLException {
        for (int slice = 0; slice < SLICES; slice++) {
            for (Sliced each : measured) {
                each.slice();
            }
        }
    }
}
