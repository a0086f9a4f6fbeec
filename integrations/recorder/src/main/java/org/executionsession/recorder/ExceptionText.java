package org.executionsession.recorder;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.model.ExecutionResultDetail;

/** What is recorded of an exception. An exception of a job can have methods that fail; this must not fail the job. */
final class ExceptionText {

    /** The maximum length of the summary. */
    private static final int SUMMARY_MAX = 4_000;

    /** How much is kept of the beginning of a long stack, and of its end, which has the first cause. */
    private static final int KEPT = 8_000;

    private ExceptionText() {}

    /** Returns the class and message of an exception. */
    static String summary(Throwable failure) {
        try {
            return storable(String.valueOf(failure), SUMMARY_MAX);
        } catch (RuntimeException | StackOverflowError broken) {
            return failure.getClass().getName();
        }
    }

    /** Returns the stack of an exception with its causes; a long one without its middle. */
    static String stack(Throwable failure) {
        try {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return storable(shortened(text.toString()), ExecutionResultDetail.MESSAGE_MAX);
        } catch (RuntimeException | StackOverflowError broken) {
            return "the stack cannot be printed: " + broken.getClass().getName();
        }
    }

    private static String shortened(String stack) {
        int left = stack.length() - 2 * KEPT;
        return left <= 0
                ? stack
                : stack.substring(0, KEPT) + "\n[" + left + " characters left out]\n"
                        + stack.substring(stack.length() - KEPT);
    }

    static String storable(String text, int max) {
        return StorableText.storable(text, max);
    }
}
