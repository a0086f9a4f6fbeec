package org.executionsession.bootstrap.internal.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The parameters of a JDBC URL: name=value pairs after the database. */
final class UrlParameters {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z_.]*");

    private static final Pattern NUMBER = Pattern.compile("[0-9.]+");

    /**
     * The parameter with which the PostgreSQL driver reads more settings from a file. User and password must then stay
     * in the URL, so that they override the file.
     */
    private static final String SERVICE = "service";

    private final List<Parameter> parameters;
    private final OptionalInt malformed;

    private UrlParameters(List<Parameter> parameters, OptionalInt malformed) {
        this.parameters = parameters;
        this.malformed = malformed;
    }

    /**
     * A parameter.
     *
     * @param raw the text in the URL
     * @param name the name in lower case; the whole text if there is no value
     * @param value the value as the driver decodes it; empty if there is none
     */
    record Parameter(String raw, String name, String value) {}

    /** Parses parameters that are separated by semicolons; a backslash escapes a semicolon. */
    static UrlParameters ofH2(String text) {
        List<Parameter> parameters = new ArrayList<>();
        OptionalInt malformed = OptionalInt.empty();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() - 1 && text.charAt(i) == '\\') {
                i++;
            } else if (i >= text.length() || text.charAt(i) == ';') {
                String raw = text.substring(start, Math.min(i, text.length()));
                start = Math.min(i + 1, text.length());
                if (!raw.isEmpty()) {
                    parameters.add(ofH2Setting(raw));
                    if (malformed.isEmpty() && withoutBackslashes(raw).indexOf('=') < 0) {
                        malformed = OptionalInt.of(parameters.size());
                    }
                }
            }
        }
        return new UrlParameters(parameters, malformed);
    }

    /** H2 removes the backslashes before it looks for the equals sign, and compares names in upper case. */
    private static Parameter ofH2Setting(String raw) {
        String setting = withoutBackslashes(raw);
        int equals = setting.indexOf('=');
        String name = equals < 0 ? setting : setting.substring(0, equals);
        return new Parameter(raw, name.toUpperCase(Locale.ENGLISH).toLowerCase(Locale.ENGLISH), rawValue(setting));
    }

    /** Parses parameters that are separated by ampersands, with percent-encoded values. */
    static UrlParameters ofPostgresql(String text) {
        List<Parameter> parameters = new ArrayList<>();
        OptionalInt malformed = OptionalInt.empty();
        for (String raw : text.split("&")) {
            if (raw.isEmpty()) {
                continue;
            }
            Optional<String> value = decoded(rawValue(raw));
            Parameter parameter = parameter(raw, value);
            parameters.add(parameter);
            boolean isPair =
                    raw.indexOf('=') > 0 && NAME.matcher(parameter.name()).matches();
            if (malformed.isEmpty() && (value.isEmpty() || !isPair && !raw.equals("ssl") || isPrinted(parameter))) {
                malformed = OptionalInt.of(parameters.size());
            }
        }
        return new UrlParameters(parameters, malformed);
    }

    /**
     * Returns whether the driver would print the value on stderr, as it does with a login timeout that is not a number.
     */
    private static boolean isPrinted(Parameter parameter) {
        return parameter.name().equals("logintimeout")
                && !NUMBER.matcher(parameter.value()).matches();
    }

    private static Parameter parameter(String raw, Optional<String> value) {
        int equals = raw.indexOf('=');
        String name = equals < 0 ? raw : raw.substring(0, equals);
        return new Parameter(raw, name.toLowerCase(Locale.ROOT), value.orElse(rawValue(raw)));
    }

    private static String rawValue(String raw) {
        int equals = raw.indexOf('=');
        return equals < 0 ? "" : raw.substring(equals + 1);
    }

    private static String withoutBackslashes(String raw) {
        return raw.replaceAll("(?s)\\\\(.)", "$1");
    }

    private static Optional<String> decoded(String raw) {
        try {
            return Optional.of(URLDecoder.decode(raw, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    List<Parameter> all() {
        return parameters;
    }

    /** Returns the number, from 1, of the first parameter that is not name=value. */
    OptionalInt malformed() {
        return malformed;
    }

    /** Returns the distinct values of a parameter that is removed from the URL; empty for other parameters. */
    List<String> values(String name) {
        return parameters.stream()
                .filter(parameter -> isTaken(name) && parameter.name().equals(name))
                .map(Parameter::value)
                .distinct()
                .toList();
    }

    /** Returns whether a parameter contains an @, as in a user and a password before a host. */
    boolean mayHoldHost() {
        return parameters.stream()
                .anyMatch(parameter -> parameter.raw().contains("@")
                        && !Set.of("user", "password").contains(parameter.name()));
    }

    /** Returns the parameters that stay in the URL, unchanged. */
    String others(String before, String between) {
        String others = parameters.stream()
                .filter(parameter -> !isTaken(parameter.name()))
                .map(Parameter::raw)
                .collect(Collectors.joining(between));
        return others.isEmpty() ? "" : before + others;
    }

    private boolean isTaken(String name) {
        return (name.equals("user") || name.equals("password"))
                && parameters.stream().noneMatch(parameter -> parameter.name().equals(SERVICE));
    }
}
