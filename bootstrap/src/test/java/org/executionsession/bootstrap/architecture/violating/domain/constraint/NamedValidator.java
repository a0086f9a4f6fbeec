package org.executionsession.bootstrap.architecture.violating.domain.constraint;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** Innocent: the validation provider sets a validator up after it made it. */
public final class NamedValidator implements ConstraintValidator<Named, Object> {
    private int max;

    @Override
    public void initialize(Named named) {
        max = named.max();
    }

    @Override
    public boolean isValid(Object value, ConstraintValidatorContext context) {
        return value.toString().length() <= max;
    }
}
