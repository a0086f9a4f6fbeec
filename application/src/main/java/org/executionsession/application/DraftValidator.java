package org.executionsession.application;

import static java.util.Comparator.comparing;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.refusal.InvalidDraftException;
import org.executionsession.domain.refusal.Violation;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Checks the constraints that the domain's records declare. */
final class DraftValidator implements AutoCloseable {

    private final ValidatorFactory factory;
    private final Validator validator;

    DraftValidator() {
        factory = Validation.byProvider(HibernateValidator.class)
                .configure()
                // A validation.xml of the embedding application must not change our rules.
                .ignoreXmlConfiguration()
                // Messages are part of the product: the same on every machine, whatever its locale, and no expression
                // language that could read anything into a caller's text.
                .messageInterpolator(new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false))
                .buildValidatorFactory();
        validator = factory.getValidator();
    }

    /** Throws with every violation of the draft, ordered by path. */
    void validate(ExecutionSessionDraft draft) {
        Set<ConstraintViolation<ExecutionSessionDraft>> found = validator.validate(draft);
        if (!found.isEmpty()) {
            throw new InvalidDraftException(found.stream()
                    .map(violation -> new Violation(components(violation.getPropertyPath()), violation.getMessage()))
                    .sorted(comparing(Violation::toString))
                    .toList());
        }
    }

    private static List<String> components(Path path) {
        List<String> components = new ArrayList<>();
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                components.add(node.getIndex().toString());
            }
            components.add(node.getName());
        }
        return components;
    }

    @Override
    public void close() {
        factory.close();
    }
}
