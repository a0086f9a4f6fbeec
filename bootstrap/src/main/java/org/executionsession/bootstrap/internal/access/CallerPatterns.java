package org.executionsession.bootstrap.internal.access;

import java.util.ArrayList;
import java.util.List;
import org.executionsession.domain.model.Caller;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Patterns of callers, separated by commas; blanks around them are ignored. */
public final class CallerPatterns {

    private final List<CallerPattern> patterns;

    private CallerPatterns(List<CallerPattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    public boolean match(Caller caller) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(caller));
    }

    /** Parses patterns from the command line; the message for an empty or malformed one contains its number. */
    public static final class Converter implements ITypeConverter<CallerPatterns> {

        @Override
        public CallerPatterns convert(String value) {
            List<CallerPattern> patterns = new ArrayList<>();
            for (String text : value.split(",", -1)) {
                try {
                    patterns.add(CallerPattern.of(trimmed(text)));
                } catch (IllegalArgumentException malformed) {
                    throw new TypeConversionException(
                            "pattern " + (patterns.size() + 1) + " of '" + value + "' " + malformed.getMessage());
                }
            }
            return new CallerPatterns(patterns);
        }

        /** Removes blanks of every kind around a text, such as no-break spaces from copied text. */
        private static String trimmed(String text) {
            int start = 0;
            int end = text.length();
            while (start < end && CallerPattern.isBlank(text.charAt(start))) {
                start++;
            }
            while (end > start && CallerPattern.isBlank(text.charAt(end - 1))) {
                end--;
            }
            return text.substring(start, end);
        }
    }
}
