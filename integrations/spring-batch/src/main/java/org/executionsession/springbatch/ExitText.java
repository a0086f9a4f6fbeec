package org.executionsession.springbatch;

import org.springframework.batch.core.ExitStatus;

/** The text of an exit status. */
final class ExitText {

    private ExitText() {}

    /** Returns the code and the description. Spring Batch describes a failure by a stack; it is recorded with the exception. */
    static String of(ExitStatus exit) {
        String description = exit.getExitDescription();
        int frames = description.indexOf("\n\tat ");
        String text = (frames < 0 ? description : description.substring(0, frames)).strip();
        return text.isEmpty() ? exit.getExitCode() : exit.getExitCode() + ": " + text;
    }
}
