package org.executionsession.bootstrap.architecture.violating.domain.constraint;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Innocent: a constraint. */
@Constraint(validatedBy = NamedValidator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Named {
    int max() default 1;

    String message() default "must have a name";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
