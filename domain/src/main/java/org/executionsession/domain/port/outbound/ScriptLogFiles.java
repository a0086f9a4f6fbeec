package org.executionsession.domain.port.outbound;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;
import org.executionsession.domain.model.ScriptLog;

/**
 * Reads the script logs that executors have written to files. A result names the file in its {@code scriptLogLocation}, which callers can
 * set: an implementation must read only files that each caller may read who may read the result. It must be thread-safe.
 */
public interface ScriptLogFiles {

    /** There are no files. */
    ScriptLogFiles NONE = new None();

    /**
     * Returns the size of a file.
     *
     * @param location the file as its result names it; never null
     * @return the number of bytes; empty if there is no such file, or it cannot or may not be read
     */
    OptionalLong size(String location);

    /**
     * Reads a file.
     *
     * @param location the file as its result names it; never null
     * @return the log, shortened if it is too long; empty if there is no such file, or it cannot or may not be read
     */
    Optional<ScriptLog> read(String location);

    /** Has no files. */
    record None() implements ScriptLogFiles {

        @Override
        public OptionalLong size(String location) {
            requireNonNull(location, "location");
            return OptionalLong.empty();
        }

        @Override
        public Optional<ScriptLog> read(String location) {
            requireNonNull(location, "location");
            return Optional.empty();
        }
    }
}
