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

/** A date that the contract's format can say: in UTC, its year has four digits and is 0001 or later (part 9). */
@Documented
@Constraint(validatedBy = CalendarDateValidator.class)
@Target({FIELD, METHOD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface CalendarDate {

    /**
     * The message of a violation.
     *
     * @return the message
     */
    String message() default "must lie in the years 0001 to 9999, in UTC";

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
