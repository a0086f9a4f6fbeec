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

/** What a JDBC URL says behind the database: name=value, as often as wanted. */
final class UrlParameters {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z_.]*");

    private static final Pattern NUMBER = Pattern.compile("[0-9.]+");

    /** With which the driver of PostgreSQL looks up more in a file; what the URL says besides must stay there to win. */
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
     * @param raw as it stands in the URL
     * @param name its name in lower case; what stands in its place when there is no value
     * @param value its value as the driver reads it; empty when there is none
     */
    record Parameter(String raw, String name, String value) {}

    /** Separated by semicolons, before which a backslash keeps its meaning from them. */
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
                    parameters.add(parameter(raw, Optional.of(withoutBackslashes(rawValue(raw)))));
                    if (malformed.isEmpty() && raw.indexOf('=') < 0) {
                        malformed = OptionalInt.of(parameters.size());
                    }
                }
            }
        }
        return new UrlParameters(parameters, malformed);
    }

    /** Separated by ampersands, with values in percent encoding. */
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

    /** Of a timeout that is not a number, the driver prints the value on stderr, past every log. */
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

    /** The number of the first one that is not name=value. */
    OptionalInt malformed() {
        return malformed;
    }

    /** The values of a parameter that differ; none for what stays in the URL. */
    List<String> values(String name) {
        return parameters.stream()
                .filter(parameter -> isTaken(name) && parameter.name().equals(name))
                .map(Parameter::value)
                .distinct()
                .toList();
    }

    /** Whether something that looks like a user and a password before a host stands where parameters do. */
    boolean mayHoldHost() {
        return parameters.stream()
                .anyMatch(parameter -> parameter.raw().contains("@")
                        && !Set.of("user", "password").contains(parameter.name()));
    }

    /** Those that are not handed over apart from the URL, as they stand in it. */
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
