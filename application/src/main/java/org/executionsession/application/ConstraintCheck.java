package org.executionsession.application;

import static java.util.stream.Collectors.toUnmodifiableSet;

import jakarta.validation.Constraint;
import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.executionsession.domain.constraint.CalendarDate;
import org.executionsession.domain.constraint.CalendarDateValidator;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.constraint.Text;

/**
 * Decides whether a record certainly satisfies its constraints, so that the validation provider need not be asked. The provider
 * takes about a twelfth of the time of a request.
 *
 * <p>It reads the same annotations as the provider. A record with a constraint that it does not know is never certainly valid.
 * Only the provider finds violations. A test compares the two.
 */
final class ConstraintCheck {

    private static final ClassValue<Predicate<Object>> CHECKS = new ClassValue<>() {
        @Override
        protected Predicate<Object> computeValue(Class<?> type) {
            return ConstraintCheck.ofType(type);
        }
    };

    private static final Predicate<Object> UNKNOWN = value -> false;

    private ConstraintCheck() {}

    /** What the values of one component must satisfy. */
    private record Rule(Method accessor, Predicate<Object> condition) {

        boolean isSatisfied(Object bean) {
            try {
                return condition.test(accessor.invoke(bean));
            } catch (ReflectiveOperationException failure) {
                return false;
            }
        }
    }

    /** Returns true only if the provider finds no violation. */
    static boolean isCertainlyValid(Object bean) {
        return CHECKS.get(bean.getClass()).test(bean);
    }

    private static Predicate<Object> ofType(Class<?> type) {
        if (!type.isRecord() || hasConstraint(type) || hasOtherConstraints(type)) {
            return UNKNOWN;
        }
        List<Rule> rules = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            List<Predicate<Object>> conditions = conditions(field(type, component.getName()));
            conditions.forEach(condition -> rules.add(new Rule(component.getAccessor(), condition)));
        }
        return bean -> {
            for (Rule rule : rules) {
                if (!rule.isSatisfied(bean)) {
                    return false;
                }
            }
            return true;
        };
    }

    /** Returns whether an interface or a method of a type may have constraints. Accessors repeat those of their components. */
    private static boolean hasOtherConstraints(Class<?> type) {
        Set<Method> accessors = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getAccessor)
                .collect(toUnmodifiableSet());
        return type.getInterfaces().length > 0
                || Stream.of(type.getDeclaredMethods())
                        .filter(method -> !accessors.contains(method))
                        .anyMatch(method -> hasConstraint(method) || method.isAnnotationPresent(Valid.class));
    }

    private static boolean hasConstraint(AnnotatedElement element) {
        return Stream.of(element.getAnnotations()).anyMatch(ConstraintCheck::isConstraint);
    }

    /** Returns the field of a component. The provider reads its annotations there. */
    private static Field field(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name);
        } catch (NoSuchFieldException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<Predicate<Object>> conditions(Field field) {
        List<Predicate<Object>> conditions = new ArrayList<>();
        for (Annotation annotation : field.getAnnotations()) {
            if (annotation instanceof Valid) {
                conditions.add(value -> value == null || isCertainlyValid(value));
            } else if (isConstraint(annotation)) {
                conditions.add(ofConstraint(annotation));
            }
        }
        if (field.getAnnotatedType() instanceof AnnotatedArrayType) {
            conditions.add(UNKNOWN);
        }
        if (field.getAnnotatedType() instanceof AnnotatedParameterizedType generic) {
            for (AnnotatedType argument : generic.getAnnotatedActualTypeArguments()) {
                if (argument instanceof AnnotatedParameterizedType || argument instanceof AnnotatedArrayType) {
                    conditions.add(UNKNOWN);
                }
                for (Annotation annotation : argument.getAnnotations()) {
                    if (annotation instanceof Valid) {
                        conditions.add(
                                value -> value == null || value instanceof List<?> list && areCertainlyValid(list));
                    } else if (isConstraint(annotation)) {
                        conditions.add(UNKNOWN);
                    }
                }
            }
        }
        return conditions;
    }

    private static boolean areCertainlyValid(List<?> elements) {
        for (Object element : elements) {
            if (element != null && !isCertainlyValid(element)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether an annotation is a constraint, or contains several. */
    private static boolean isConstraint(Annotation annotation) {
        Class<? extends Annotation> type = annotation.annotationType();
        return type.isAnnotationPresent(Constraint.class)
                || Stream.of(type.getDeclaredMethods())
                        .map(Method::getReturnType)
                        .anyMatch(value ->
                                value.isArray() && value.getComponentType().isAnnotationPresent(Constraint.class));
    }

    private static Predicate<Object> ofConstraint(Annotation constraint) {
        if (constraint instanceof Text text) {
            return value -> value == null
                    || value instanceof String given
                            && StorableText.violation(given, text.max()).isEmpty();
        }
        if (constraint instanceof CalendarDate) {
            return value -> value == null || value instanceof Instant date && CalendarDateValidator.isValid(date);
        }
        if (constraint instanceof PositiveOrZero) {
            return value -> value instanceof Long number && number >= 0 || value instanceof Integer whole && whole >= 0;
        }
        if (constraint instanceof Size size) {
            return value -> value == null
                    || value instanceof List<?> list && list.size() >= size.min() && list.size() <= size.max();
        }
        return UNKNOWN;
    }
}
