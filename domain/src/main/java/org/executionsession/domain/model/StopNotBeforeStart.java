package org.executionsession.domain.model;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A result that has both times stopped no earlier than it started; the violation names {@code stopTime}. */
@Documented
@Constraint(validatedBy = StopNotBeforeStartValidator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface StopNotBeforeStart {

    /**
     * The message of a violation.
     *
     * @return the message
     */
    String message() default "must not be before startTime";

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
