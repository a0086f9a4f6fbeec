package org.executionsession.bootstrap;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains wrong usage without repeating unknown arguments, which may be a URL or a password in the wrong place. */
final class UsageErrors implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(message(failure));
        command.usage(err);
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String message(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return unmatched.getUnmatched().stream()
                    .map(UsageErrors::name)
                    .collect(Collectors.joining(", ", "There is no such option or command: ", ""));
        }
        String message = failure.getMessage();
        return failure instanceof MissingParameterException
                ? message.replaceFirst("(?s) but found '.*", " but found another option")
                : message;
    }

    /** Returns an option without its value. */
    private static String name(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        boolean isName = name.matches("--?[a-z][a-z-]*");
        return isName ? name : "an argument that is not an option";
    }
}
