package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/** The text of a filter or an order breaks a rule of the syntax; no entity was read. */
public final class InvalidQueryException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    private final int position;
    private final String rule;

    /**
     * Rejects a text because of one of its characters.
     *
     * @param sentence the start of the message, such as {@code Cannot parse the expression}; not null
     * @param position the number of the character, counted from 1; a character outside the basic plane counts once
     * @param rule the rule that the text breaks there; not null
     */
    public InvalidQueryException(String sentence, int position, String rule) {
        super(requireNonNull(sentence, "sentence") + " " + at(position) + requireNonNull(rule, "rule"));
        this.position = position;
        this.rule = rule;
    }

    /**
     * Rejects a text as a whole.
     *
     * @param sentence the start of the message; not null
     * @param rule the rule that the text breaks; not null
     */
    public InvalidQueryException(String sentence, String rule) {
        super(requireNonNull(sentence, "sentence") + ": " + requireNonNull(rule, "rule"));
        this.position = 0;
        this.rule = rule;
    }

    /**
     * Returns where the text breaks the rule.
     *
     * @return the number of the character, counted from 1; empty when the text breaks the rule as a whole
     */
    public OptionalInt position() {
        return position == 0 ? OptionalInt.empty() : OptionalInt.of(position);
    }

    /**
     * Returns the rule that the text breaks.
     *
     * @return what was expected, or what is not allowed; never null
     */
    public String rule() {
        return rule;
    }

    /**
     * Returns the rule with its position.
     *
     * @return for example {@code at character 5: there is no '(' for this ')'}; the rule alone without a position
     */
    public String ruleAtPosition() {
        return position == 0 ? rule : at(position) + rule;
    }

    private static String at(int position) {
        return "at character " + position + ": ";
    }
}
