package org.executionsession.domain.model;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** Checks {@link StopNotBeforeStart}; public because the validation provider makes its own instance. */
public final class StopNotBeforeStartValidator implements ConstraintValidator<StopNotBeforeStart, ExecutionResult> {

    /** Made by the validation provider. */
    public StopNotBeforeStartValidator() {}

    @Override
    public boolean isValid(ExecutionResult result, ConstraintValidatorContext context) {
        if (result.startTime() == null
                || result.stopTime() == null
                || !result.stopTime().isBefore(result.startTime())) {
            return true;
        }
        context.disableDefaultConstraintViolation();
        context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                .addPropertyNode("stopTime")
                .addConstraintViolation();
        return false;
    }
}
