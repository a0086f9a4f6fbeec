package org.executionsession.domain.constraint;

import static java.util.Objects.requireNonNull;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/** Checks {@link Text}; public because the validation provider creates the instance. */
public final class TextValidator implements ConstraintValidator<Text, String> {

    private int max;

    /** Called by the validation provider. */
    public TextValidator() {}

    @Override
    public void initialize(Text text) {
        max = requireNonNull(text, "text").max();
    }

    @Override
    public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
        requireNonNull(context, "context");
        if (value == null) {
            return true;
        }
        return StorableText.violation(value, max)
                .map(fault -> {
                    context.disableDefaultConstraintViolation();
                    context.buildConstraintViolationWithTemplate(fault).addConstraintViolation();
                    return false;
                })
                .orElse(true);
    }
}
