package org.executionsession.bootstrap.internal.access;

import java.util.List;

/**
 * A text in which a star stands for any characters. It takes the first match of each part, in order, without
 * backtracking: so no pattern and no text can make it slow, unlike a regular expression.
 */
final class Wildcard {

    private final List<String> parts;

    Wildcard(String pattern) {
        parts = List.of(pattern.split("\\*", -1));
    }

    boolean matches(String text) {
        String first = parts.get(0);
        if (parts.size() == 1) {
            return text.equals(first);
        }
        String last = parts.get(parts.size() - 1);
        if (!text.startsWith(first)) {
            return false;
        }
        int position = first.length();
        int end = text.length() - last.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = text.indexOf(part, position);
            if (found < 0) {
                return false;
            }
            position = found + part.length();
        }
        return position <= end && text.endsWith(last);
    }
}
