package org.executionsession.bootstrap.architecture.violating.jdbi;

import java.util.function.Consumer;

/** Breaks NOTHING_PRINTS_STACK_TRACES by a method reference. */
final class HandsAStackTracePrinterOn {
    Consumer<Throwable> printer() {
        return Throwable::printStackTrace;
    }
}
