package org.executionsession.bootstrap.architecture.violating.jdbi;

/** Breaks STATIC_FIELDS_ARE_FINAL. */
final class CountsInAStaticField {
    private static int count;

    private CountsInAStaticField() {}

    static int next() {
        return count++;
    }
}
