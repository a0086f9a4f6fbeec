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

/** A text that every store keeps as it is: bounded, without U+0000 and without half surrogate pairs. */
@Documented
@Constraint(validatedBy = TextValidator.class)
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface Text {

    /**
     * The most UTF-16 units.
     *
     * @return the bound; by default that of a name
     */
    int max() default 1_000;

    /**
     * The message of the constraint; the violation itself says which part of the rule is broken.
     *
     * @return the message
     */
    String message() default "must be storable text";

    /**
     * The validation groups.
     *
     * @return none by default
     */
    Class<?>[] groups() default {};

    /**
     * The payload for clients of the validation API.
     *
     * @return none by default
     */
    Class<? extends Payload>[] payload() default {};
}
