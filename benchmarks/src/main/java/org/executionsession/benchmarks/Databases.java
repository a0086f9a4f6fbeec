package org.executionsession.benchmarks;

/** Which databases a command runs on. */
enum Databases {
    h2,
    postgresql,
    both;

    boolean h2() {
        return this != postgresql;
    }

    boolean postgres() {
        return this != h2;
    }
}
