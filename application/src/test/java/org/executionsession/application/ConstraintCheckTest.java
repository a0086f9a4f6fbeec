package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.validation.groups.Default;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.storecontract.support.ArbitraryDrafts;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.instancio.Random;
import org.instancio.junit.Given;
import org.instancio.junit.GivenProvider;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compares the check with the validation provider. */
@ExtendWith(InstancioExtension.class)
class ConstraintCheckTest {

    private static final ValidatorFactory FACTORY = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory();
    private static final Validator PROVIDER = FACTORY.getValidator();

    private static final List<String> TEXTS = List.of(
            "",
            "x".repeat(1_000),
            "x".repeat(1_001),
            "x".repeat(4_000),
            "x".repeat(4_001),
            "x".repeat(100_000),
            "x".repeat(100_001),
            "\ud83d\ude00",
            "half \ud83d",
            "\ude00",
            "a\u0000");

    private static final List<Instant> DATES = List.of(
            Instant.MIN,
            Instant.parse("0000-12-31T23:59:59.999Z"),
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59.999Z"),
            Instant.parse("+10000-01-01T00:00:00Z"),
            Instant.MAX);

    private static final List<Long> NUMBERS = List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);

    /** A record with a constraint that the check does not know. */
    record Required(@NotNull String text) {}

    record RepeatedConstraint(
            @Size(max = 3) @Size(min = 2, groups = Default.class)
            List<String> texts) {}

    record ConstraintOnAMethod(int number) {
        @AssertTrue
        boolean isOrdered() {
            return number > 0;
        }
    }

    /** An interface with a constraint. */
    interface Named {
        @NotNull
        String name();
    }

    record ConstraintOfAnInterface(String name) implements Named {}

    record NestedTypeArgument(List<List<@Valid Required>> lists) {}

    record ArrayOfRecords(@Valid Required[] array) {}

    record ConstraintOnAnElement(List<@NotNull String> texts) {}

    /** Injects the random source of a test. */
    static final class Source implements GivenProvider {
        @Override
        public Object provide(ElementContext context) {
            return context.random();
        }
    }

    @RepeatedTest(500)
    void drafts_areValidForTheCheckIfTheyAreForTheProvider(@Given(Source.class) Random random) throws Exception {
        ExecutionSessionDraft session = new ArbitraryDrafts(random).draft();
        requireAgreement(session, random);
        if (session.executionResult() != null) {
            ExecutionResult result = session.executionResult();
            requireAgreement(new ExecutionResultDraft(ResultOrigin.UNKNOWN, result), random);
            for (ExecutionResultDetail detail : result.details()) {
                requireAgreement(detail, random);
            }
        }
    }

    private static void requireAgreement(Record draft, Random random) throws Exception {
        assertThat(ConstraintCheck.isCertainlyValid(draft)).as("%s", draft).isTrue();
        Record changed = changed(draft, random);
        assertThat(ConstraintCheck.isCertainlyValid(changed))
                .as("%s", changed)
                .isEqualTo(PROVIDER.validate(changed).isEmpty());
    }

    @Test
    void unknownConstraints_areLeftToTheProvider() {
        assertThat(List.of(
                        new Required("x"),
                        new RepeatedConstraint(List.of("x", "y")),
                        new ConstraintOnAMethod(1),
                        new ConstraintOfAnInterface("x"),
                        new NestedTypeArgument(List.of()),
                        new ArrayOfRecords(new Required[0]),
                        new ConstraintOnAnElement(List.of())))
                .noneMatch(ConstraintCheck::isCertainlyValid);
        assertThat(ConstraintCheck.isCertainlyValid("no record")).isFalse();
    }

    /** Changes a random component of a record, or of a record inside it, to a value at the edge of a constraint. */
    private static Record changed(Record record, Random random) throws ReflectiveOperationException {
        RecordComponent[] components = record.getClass().getRecordComponents();
        int position = random.intRange(0, components.length - 1);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = components[i].getAccessor().invoke(record);
        }
        values[position] = changed(components[position].getType(), values[position], random);
        Constructor<?> constructor = record.getClass()
                .getDeclaredConstructor(
                        Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        return (Record) constructor.newInstance(values);
    }

    private static Object changed(Class<?> type, Object value, Random random) throws ReflectiveOperationException {
        if (type == String.class) {
            return random.oneOf(TEXTS);
        }
        if (type == Instant.class) {
            return random.oneOf(DATES);
        }
        if (type == long.class) {
            return random.oneOf(NUMBERS);
        }
        if (type == int.class) {
            return random.oneOf(NUMBERS).intValue();
        }
        if (value instanceof List<?> list && !list.isEmpty()) {
            List<Object> elements = new ArrayList<>(list);
            int position = random.intRange(0, list.size() - 1);
            elements.set(position, changed((Record) list.get(position), random));
            return random.trueOrFalse()
                    ? elements
                    : Stream.generate(() -> list.get(0))
                            .limit(random.oneOf(1_000, 1_001))
                            .toList();
        }
        return value instanceof Record nested ? changed(nested, random) : value;
    }
}
