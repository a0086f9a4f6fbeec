package org.executionsession.application;

import static java.util.Comparator.comparing;

import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.Violation;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;

/**
 * Validates drafts against the constraints of the domain's records. It starts the validation provider when it needs it first: the
 * provider takes an eighth of the time that a server needs to start, and valid drafts do not need it.
 */
final class DraftValidator implements AutoCloseable {

    private final Lock lock = new ReentrantLock();
    private @Nullable ValidatorFactory factory;
    private boolean closed;

    private Validator validator() {
        // Not synchronized, so that a virtual thread does not block its carrier meanwhile.
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            if (factory == null) {
                factory = start();
            }
            return factory.getValidator();
        } finally {
            lock.unlock();
        }
    }

    private static ValidatorFactory start() {
        return Validation.byProvider(HibernateValidator.class)
                .configure()
                // A validation.xml of the embedding application must not change the constraints.
                .ignoreXmlConfiguration()
                // Messages are part of the product, so they must not depend on the locale of the machine. The
                // expression
                // language is disabled, so that it cannot evaluate a caller's text.
                .messageInterpolator(new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false))
                .buildValidatorFactory();
    }

    /** Throws an exception with all violations of the draft, ordered by path. */
    void validate(Object draft) {
        reject(violations(draft, List.of()));
    }

    /** Throws an exception with all violations of all drafts; each path begins with the index of the draft. */
    void validateAll(List<?> drafts) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            violations.addAll(violations(drafts.get(i), List.of(Integer.toString(i))));
        }
        reject(violations);
    }

    private List<Violation> violations(Object draft, List<String> place) {
        if (ConstraintCheck.isCertainlyValid(draft)) {
            return List.of();
        }
        return validator().validate(draft).stream()
                .map(violation -> new Violation(components(place, violation.getPropertyPath()), violation.getMessage()))
                .sorted(comparing(Violation::toString))
                .toList();
    }

    private static void reject(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new InvalidDraftException(violations);
        }
    }

    private static List<String> components(List<String> place, Path path) {
        List<String> components = new ArrayList<>(place);
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
        lock.lock();
        try {
            closed = true;
            if (factory != null) {
                factory.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
