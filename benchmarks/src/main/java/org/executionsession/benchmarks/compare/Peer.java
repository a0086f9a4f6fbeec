package org.executionsession.benchmarks.compare;

/** What the server is compared with. */
enum Peer {
    /** Vert.x and JDBC by hand, with the rows, columns and indexes of the server. */
    VERTX("vertx", "Vert.x and JDBC, equal function"),
    /** The same with one JSON column. */
    VERTX_JSON("vertx-json", "Vert.x and JDBC, one JSON column"),
    /** What a Spring developer writes by default. */
    SPRING("spring", "Spring Boot and JPA, one JSON column"),
    /** The server itself. */
    SMALL_HEAP("small-heap", "itself with a heap of 128 MB");

    private final String option;
    private final String title;

    Peer(String option, String title) {
        this.option = option;
        this.title = title;
    }

    /** Returns the title that the tables show. */
    String title() {
        return title;
    }

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return option;
    }
}
