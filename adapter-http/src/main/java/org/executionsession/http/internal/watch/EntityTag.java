package org.executionsession.http.internal.watch;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entity tag of a response (RFC 9110, part 8.8.3): a hash of its body, so that it is the same on every node. */
public final class EntityTag {

    /** 96 bits: the states that one client compares are few. */
    private static final int BYTES = 12;

    private static final Pattern TAG =
            Pattern.compile("\\G[ \t,]*+(?:W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*+\")[ \t]*+(?=,|$)");

    private EntityTag() {}

    /** Returns the tag of a body, with its quotes. */
    public static String of(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES)) + '"';
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns whether the header {@code If-None-Match} has the value {@code *}, which means any state. */
    static boolean isAny(List<String> fields) {
        return fields.stream().anyMatch(field -> field.strip().equals("*"));
    }

    /** Returns whether the header {@code If-None-Match} names a tag. The value {@code *} names all of them. */
    public static boolean isIn(List<String> fields, String tag) {
        if (isAny(fields)) {
            return true;
        }
        for (String field : fields) {
            Matcher tags = TAG.matcher(field);
            while (tags.find()) {
                if (tags.group(1).equals(tag)) {
                    return true;
                }
            }
        }
        return false;
    }
}
