package org.executionsession.bootstrap.internal.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Removes the secrets of a database URL from messages of drivers. A message may contain any part of the URL in any
 * letter case. So every value and every word is hidden, except harmless connection settings.
 */
final class Redaction {

    private static final String MASK = "***";

    /**
     * The minimum length of a text that is also hidden inside a longer word: a driver may print the preceding character
     * as a number.
     */
    private static final int LONG = 6;

    /**
     * The minimum length of a word that is hidden. Shorter ones are hidden only as whole values; otherwise messages
     * would be unreadable.
     */
    private static final int SHORTEST_WORD = 3;

    /** Parameters whose names are not hidden. Their values are hidden unless they are numbers or booleans. */
    private static final Set<String> KNOWN = Set.of(
            // PostgreSQL
            "applicationname",
            "connecttimeout",
            "currentschema",
            "logintimeout",
            "preparethreshold",
            "rewritebatchedinserts",
            "sockettimeout",
            "ssl",
            "sslmode",
            "targetservertype",
            "tcpkeepalive",
            // H2
            "cache_size",
            "database_to_lower",
            "database_to_upper",
            "db_close_delay",
            "db_close_on_exit",
            "ifexists",
            "lock_timeout",
            "mode",
            "schema",
            "write_delay");

    private static final Pattern HARMLESS = Pattern.compile("(?i)true|false|\\d{1,9}");

    /** Parameters whose values are not hidden, because an operator needs them in a message about a missing schema. */
    private static final Set<String> SCHEMA = Set.of("currentschema", "schema");

    private static final Pattern IDENTIFIER = Pattern.compile("\\w{1,63}");

    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_]+");

    private final Pattern hidden;

    private Redaction(Pattern hidden) {
        this.hidden = hidden;
    }

    /**
     * Returns the redaction for a URL.
     *
     * @param place the part of the URL before the parameters if it is not printable, otherwise empty
     */
    static Redaction of(UrlParameters parameters, String place, DatabaseUrl.Login login) {
        Set<String> secrets = new LinkedHashSet<>();
        addWithWords(place, secrets);
        for (UrlParameters.Parameter parameter : parameters.all()) {
            boolean isKnown = KNOWN.contains(parameter.name());
            if (!isKnown) {
                addWithWords(parameter.raw(), secrets);
            }
            if (!isKnown || !isHarmless(parameter)) {
                addWithWords(parameter.value(), secrets);
            }
        }
        secrets.removeIf(secret -> Set.of("user", "password").contains(secret.toLowerCase(Locale.ROOT)));
        if (login.password() != null) {
            secrets.add(login.password());
        }
        secrets.removeIf(String::isBlank);
        Set<String> users = parameters.all().stream()
                .filter(parameter -> parameter.name().equals("user")
                        && IDENTIFIER.matcher(parameter.value()).matches())
                .map(UrlParameters.Parameter::value)
                .collect(Collectors.toSet());
        return new Redaction(secrets.isEmpty() ? null : pattern(secrets, users));
    }

    /**
     * Returns a message without the hidden parts. H2 marks the position of an error with [*], which may split a word,
     * so the mark is removed first.
     */
    String redacted(String message) {
        return hidden == null
                ? message
                : hidden.matcher(message.replace("[*]", "")).replaceAll(MASK);
    }

    private static boolean isHarmless(UrlParameters.Parameter parameter) {
        return HARMLESS.matcher(parameter.value()).matches()
                || SCHEMA.contains(parameter.name())
                        && IDENTIFIER.matcher(parameter.value()).matches();
    }

    private static void addWithWords(String text, Set<String> secrets) {
        secrets.add(text);
        addDecoded(text, secrets);
        int equals = text.indexOf('=');
        if (equals >= 0) {
            secrets.add(text.substring(equals + 1));
            addDecoded(text.substring(equals + 1), secrets);
        }
        for (String word : SEPARATORS.split(text)) {
            if (word.length() >= SHORTEST_WORD) {
                secrets.add(word);
            }
        }
    }

    private static void addDecoded(String text, Set<String> secrets) {
        try {
            secrets.add(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException plain) {
            // It is not percent-encoded; the raw text was added already.
        }
    }

    private static Pattern pattern(Set<String> secrets, Set<String> users) {
        return Pattern.compile(
                secrets.stream()
                        // The longest first; otherwise a part of it would match before the whole.
                        .sorted(Comparator.comparing(String::length).reversed())
                        .map(secret -> expression(secret, users))
                        .collect(Collectors.joining("|")),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /**
     * Returns the expression for a secret. The name of a user is hidden only as a whole word, so that the user postgres
     * does not hide a part of PostgreSQL.
     */
    private static String expression(String secret, Set<String> users) {
        String quoted = Pattern.quote(secret);
        return secret.length() >= LONG && !users.contains(secret)
                ? quoted
                : "(?<![\\p{L}\\p{N}])" + quoted + "(?![\\p{L}\\p{N}])";
    }
}
