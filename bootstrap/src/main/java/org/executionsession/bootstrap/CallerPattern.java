package org.executionsession.bootstrap;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.query.FoldedText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Callers as an operator names them: {@code DIR\\user} in any letter case, in which a star stands for anything. */
final class CallerPattern {

    private final Pattern directory;
    private final Pattern user;

    private CallerPattern(Pattern directory, Pattern user) {
        this.directory = directory;
        this.user = user;
    }

    boolean matches(Caller caller) {
        return directory.matcher(FoldedText.of(caller.userDirectory())).matches()
                && user.matcher(FoldedText.of(caller.userId())).matches();
    }

    /** Reads patterns from the command line. */
    static final class Converter implements ITypeConverter<CallerPattern> {

        @Override
        public CallerPattern convert(String value) {
            int separator = value.indexOf('\\');
            if (separator < 1 || separator == value.length() - 1) {
                throw new TypeConversionException(
                        "must be of the form DIR\\user, such as ACME\\*, but is '" + value + "'");
            }
            return new CallerPattern(part(value.substring(0, separator)), part(value.substring(separator + 1)));
        }

        private static Pattern part(String text) {
            String pattern = Arrays.stream(FoldedText.of(text).split("\\*+", -1))
                    .map(Pattern::quote)
                    .collect(joining(".*"));
            return Pattern.compile(pattern, Pattern.DOTALL);
        }
    }
}
