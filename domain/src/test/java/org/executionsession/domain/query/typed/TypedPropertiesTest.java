package org.executionsession.domain.query.typed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.OpenEnum;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.ValueKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the typed constants against the list of queryable properties. */
class TypedPropertiesTest {

    static Stream<Arguments> constants() {
        return Stream.of(
                Arguments.of(SessionProperties.class, QueryableProperties.SESSIONS),
                Arguments.of(ResultProperties.class, QueryableProperties.RESULTS),
                Arguments.of(DetailProperties.class, QueryableProperties.DETAILS));
    }

    @ParameterizedTest
    @MethodSource("constants")
    void constants_coverExactlyTheQueryableProperties(Class<?> constants, QueryableProperties<?> properties) {
        Found found = Found.in(constants);
        assertThat(found.missing(constants, properties)).isEmpty();
        assertThat(found.properties.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        properties.properties().stream().map(Property::path).toList());
        assertThat(found.associations.keySet())
                .containsExactlyInAnyOrderElementsOf(properties.associations().stream()
                        .map(Association::path)
                        .collect(Collectors.toSet()));
    }

    @Test
    void aMissingConstant_isNamed() {
        Found none = new Found(new LinkedHashMap<>(), new LinkedHashMap<>());
        assertThat(none.missing(SessionProperties.class, QueryableProperties.SESSIONS))
                .contains(
                        "add USER = PATHS.text(\"user\") to SessionProperties",
                        "add ABORT_REASON = PATHS.enumeration(\"abortReason\") to SessionProperties");
        none.associations.put("app", AppProperties.class);
        assertThat(none.missing(SessionProperties.class, QueryableProperties.SESSIONS))
                .contains("add name() with paths.text(\"name\") to AppProperties");
    }

    @ParameterizedTest
    @MethodSource("constants")
    void eachConstant_hasTheJavaTypeOfItsProperty(Class<?> constants, QueryableProperties<?> properties) {
        Found found = Found.in(constants);
        assertThat(properties.properties())
                .allSatisfy(property -> assertThat(found.properties.get(property.path()))
                        .as(property.path())
                        .isEqualTo(expected(property)));
    }

    /** The type that a caller must pass: of an enumeration, the class of its values. */
    private static Class<?> expected(Property<?> property) {
        return property.kind() == ValueKind.ENUM
                ? property.knownValues()
                        .orElseThrow()
                        .named(property.knownValues()
                                .orElseThrow()
                                .names()
                                .values()
                                .iterator()
                                .next())
                        .orElseThrow()
                        .getClass()
                : property.kind().type();
    }

    /** The properties under a class of constants, by path, with the type of their values. */
    private record Found(Map<String, Class<?>> properties, Map<String, Class<?>> associations) {

        static Found in(Class<?> constants) {
            Found found = new Found(new LinkedHashMap<>(), new LinkedHashMap<>());
            for (Field field : constants.getFields()) {
                assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
                found.add(read(() -> field.get(null)), field.getGenericType());
            }
            return found;
        }

        /** Returns what to add: one line for each property without a constant. */
        private List<String> missing(Class<?> constants, QueryableProperties<?> known) {
            return known.properties().stream()
                    .filter(property -> !properties.containsKey(property.path()))
                    .map(property -> toAdd(property, constants))
                    .toList();
        }

        private String toAdd(Property<?> property, Class<?> constants) {
            String path = property.path();
            int dot = path.lastIndexOf('.');
            String name = path.substring(dot + 1);
            String value = factory(property.kind()) + "(\"" + name + "\")";
            if (dot < 0) {
                String constant = name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
                return "add " + constant + " = PATHS." + value + " to " + constants.getSimpleName();
            }
            String parent = path.substring(0, dot);
            Class<?> type = associations.get(parent);
            return "add " + name + "() with paths." + value + " to "
                    + (type == null ? "the type of " + parent : type.getSimpleName());
        }

        private static String factory(ValueKind kind) {
            return switch (kind) {
                case TEXT -> "text";
                case GUID -> "id";
                case NUMBER -> "number";
                case BOOLEAN -> "flag";
                case DATE -> "date";
                case ENUM -> "enumeration";
            };
        }

        private void add(Object value, Type type) {
            if (value instanceof TypedProperty<?> property) {
                properties.put(property.toString(), valueType(property, type));
            } else {
                TypedAssociation<?> association = (TypedAssociation<?>) value;
                associations.put(association.toString(), association.getClass());
                for (Method method : association.getClass().getDeclaredMethods()) {
                    if (Modifier.isPublic(method.getModifiers()) && isDeclared(method)) {
                        add(read(() -> method.invoke(association)), method.getGenericReturnType());
                    }
                }
            }
        }

        private static boolean isDeclared(Method method) {
            return !method.isSynthetic();
        }

        private static Class<?> valueType(TypedProperty<?> property, Type type) {
            if (property instanceof TextProperty<?>) {
                return String.class;
            } else if (property instanceof NumberProperty<?>) {
                return Long.class;
            }
            return (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[1];
        }

        private static Object read(Reading reading) {
            try {
                return reading.read();
            } catch (ReflectiveOperationException impossible) {
                throw new AssertionError(impossible);
            }
        }

        @FunctionalInterface
        private interface Reading {
            Object read() throws ReflectiveOperationException;
        }
    }

    @Test
    void filters_equalThoseOfQueryableProperties() {
        Property<ExecutionSession> status = property("executionResult.status");
        Property<ExecutionSession> created = property("createdDate");
        Instant now = Instant.now();
        Filter<ExecutionSession> started = SessionProperties.STATUS.eq(TaskExecutionStatus.STARTED);
        assertThat(started).isEqualTo(new Filter.Comparison<>(status, Operator.EQ, 2));
        assertThat(started.and(SessionProperties.CREATED_DATE.lt(now)))
                .isEqualTo(new Filter.And<>(List.of(started, new Filter.Comparison<>(created, Operator.LT, now))));
        assertThat(SessionProperties.USER.startsWith("ACME\\").or(SessionProperties.RETRIES.gt(2)))
                .isEqualTo(new Filter.Or<>(List.of(
                        new Filter.Comparison<>(property("user"), Operator.SW, "ACME\\"),
                        new Filter.Comparison<>(property("retries"), Operator.GT, 2L))));
        assertThat(SessionProperties.RELOAD_TASK.isNotNull())
                .isEqualTo(new Filter.NullComparison<>(
                        QueryableProperties.SESSIONS
                                .findAssociation("reloadTask")
                                .orElseThrow(),
                        Operator.NE));
        assertThat(SessionProperties.RELOAD_TASK.name().isNull())
                .isEqualTo(new Filter.NullComparison<>(property("reloadTask.name"), Operator.EQ));
        assertThat(SessionProperties.ID.ne(new UUID(1, 2)))
                .isEqualTo(new Filter.Comparison<>(property("id"), Operator.NE, new UUID(1, 2)));
    }

    @Test
    void aQuery_hasAFilterAnOrderAndAPage() {
        Filter<ExecutionSession> started = SessionProperties.STATUS.eq(TaskExecutionStatus.STARTED);
        assertThat(started.orderBy(SessionProperties.CREATED_DATE.desc())
                        .thenBy(SessionProperties.USER.asc())
                        .withSkip(10)
                        .withTake(5))
                .isEqualTo(new Query<>(
                        started,
                        List.of(new SortKey<>(property("createdDate"), true), new SortKey<>(property("user"), false)),
                        10,
                        5));
        assertThat(Query.of(started)).isEqualTo(Query.of(started, List.of()));
    }

    @Test
    void aPropertyWithSeveralValues_cannotOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResultProperties.DETAILS.message().asc())
                .withMessageContaining("details.message");
    }

    @Test
    void anEnumeration_isComparedByItsNumberEvenIfUnknown() {
        OpenEnum unknown = new TaskExecutionStatus(99);
        assertThat(SessionProperties.STATUS.ge((TaskExecutionStatus) unknown))
                .isEqualTo(new Filter.Comparison<>(property("executionResult.status"), Operator.GE, 99));
    }

    private static Property<ExecutionSession> property(String path) {
        return QueryableProperties.SESSIONS.find(path).orElseThrow();
    }
}
