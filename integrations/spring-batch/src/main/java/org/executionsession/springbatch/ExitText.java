package org.executionsession.springbatch;

import java.util.stream.Collectors;
import org.springframework.batch.core.ExitStatus;

/** The text of an exit status. */
final class ExitText {

    private ExitText() {}

    /** Returns the code and the description. Spring Batch describes a failure by a stack; its frames are recorded with the exception. */
    static String of(ExitStatus exit) {
        String description = exit.getExitDescription()
                .lines()
                .filter(line -> !line.startsWith("\t"))
                .collect(Collectors.joining("\n"));
        return description.isBlank() ? exit.getExitCode() : exit.getExitCode() + ": " + description;
    }
}
