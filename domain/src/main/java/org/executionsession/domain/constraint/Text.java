package org.executionsession.domain.constraint;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A text that every store keeps unchanged: of limited length, without U+0000 and without unpaired surrogates. */
@Documented
@Constraint(validatedBy = TextValidator.class)
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface Text {

    /**
     * Returns the maximum number of UTF-16 units.
     *
     * @return the maximum; by default the one for names
     */
    int max() default 1_000;

    /**
     * Returns the message of the constraint; the violation names the broken part of the rule.
     *
     * @return the message
     */
    String message() default "must be storable text";

    /**
     * Returns the validation groups.
     *
     * @return none by default
     */
    Class<?>[] groups() default {};

    /**
     * Returns the payload for clients of the validation API.
     *
     * @return none by default
     */
    Class<? extends Payload>[] payload() default {};
}
