package org.executionsession.application;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.executionsession.application.support.SampleArguments;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.port.inbound.UseCases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The public API rejects null with a {@link NullPointerException} that names the parameter, before it does anything else. Only
 * parameters whose type has {@link Nullable} can be null.
 */
class NullArgumentsTest {

    private static final String DOMAIN = "org.executionsession.domain.";

    /** The packages of the domain whose types the test calls. The ports are called through {@link ExecutionSessions}. */
    private static final Set<String> PACKAGES = Set.of(
            "model", "query", "query.typed", "query.text", "idempotency", "exception", "constraint", "port.outbound");

    /** The call of one method or constructor: on a receiver, or on none. */
    private record Call(Class<?> type, Executable executable, Object receiver) {

        Stream<Null> nulls() {
            Parameter[] parameters = executable.getParameters();
            List<Null> nulls = new ArrayList<>();
            for (int i = 0; i < parameters.length; i++) {
                if (!parameters[i].getType().isPrimitive()) {
                    nulls.add(new Null(this, i));
                }
            }
            return nulls.stream();
        }

        String name() {
            String method = executable instanceof Method ? executable.getName() : type.getSimpleName();
            return type.getSimpleName() + '.' + method;
        }
    }

    /** A call in which one argument is null. */
    private record Null(Call call, int index) {

        Parameter parameter() {
            return call.executable().getParameters()[index];
        }

        boolean isAllowed() {
            return parameter().getAnnotatedType().isAnnotationPresent(Nullable.class);
        }

        String name() {
            return call.name() + '.' + parameter().getName();
        }

        /** What the call throws; null for nothing. */
        private Throwable thrown() {
            Parameter[] parameters = call.executable().getParameters();
            Object[] arguments = new Object[parameters.length];
            for (int i = 0; i < parameters.length; i++) {
                arguments[i] = i == index ? null : SampleArguments.of(parameters[i].getType());
            }
            try {
                if (call.executable() instanceof Method method) {
                    method.invoke(call.receiver(), arguments);
                } else {
                    ((Constructor<?>) call.executable()).newInstance(arguments);
                }
                return null;
            } catch (InvocationTargetException failure) {
                return failure.getCause();
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(this + " is not public", impossible);
            }
        }

        /** What is wrong; empty for nothing. */
        Stream<String> faults() {
            Throwable thrown = thrown();
            if (isAllowed()) {
                return thrown instanceof NullPointerException
                        ? Stream.of(this + " allows null, but threw " + thrown)
                        : Stream.of();
            }
            return thrown instanceof NullPointerException && expected().equals(thrown.getMessage())
                    ? Stream.of()
                    : Stream.of(this + " is not null, but the call threw " + thrown);
        }

        /** The expected message. A setter of a builder has the name of what it sets. */
        private String expected() {
            String parameter = parameter().getName();
            return call.type().getSimpleName().equals("Builder")
                    ? call.executable().getName()
                    : parameter;
        }

        @Override
        public String toString() {
            return call.executable().toGenericString().replaceAll("\\b[a-z.]+\\.(?=[A-Z])", "") + " - "
                    + parameter().getName();
        }
    }

    @Test
    void useCases_nameTheParameterThatIsNull() {
        try (ExecutionSessions sessions = ExecutionSessions.inMemory()) {
            assertThat(faults(calls(sessions))).isEmpty();
        }
    }

    @Test
    void useCasesWithPolicyPerEntity_nameTheParameterThatIsNull() {
        try (ExecutionSessions sessions = ExecutionSessions.builder(SampleArguments.store())
                .accessPolicy((caller, entity) -> Set.of())
                .build()) {
            assertThat(faults(calls(sessions))).isEmpty();
        }
    }

    @Test
    void builderOfUseCases_namesTheParameterThatIsNull() {
        ExecutionSessions.Builder builder = ExecutionSessions.builder(SampleArguments.store());
        assertThat(faults(
                        Stream.concat(calls(ExecutionSessions.class), calls(ExecutionSessions.Builder.class, builder))))
                .isEmpty();
    }

    @Test
    void typesOfTheDomain_nameTheParameterThatIsNull() throws Exception {
        List<Class<?>> types = publicTypes();
        assertThat(types).contains(Caller.class).hasSizeGreaterThan(80);
        Stream<Call> made = types.stream().flatMap(NullArgumentsTest::calls);
        Stream<Call> called = SampleArguments.receivers().flatMap(receiver -> calls(receiver.getClass(), receiver));
        assertThat(faults(Stream.concat(made, called))).isEmpty();
    }

    /** One of each kind: otherwise, a build without the annotations would test nothing of what they allow. */
    @Test
    void nullableParameters_areFoundByTheirAnnotation() throws Exception {
        try (ExecutionSessions sessions = ExecutionSessions.inMemory()) {
            Stream<Call> called = SampleArguments.receivers().flatMap(receiver -> calls(receiver.getClass(), receiver));
            Set<String> parameters = Stream.of(
                            calls(sessions), publicTypes().stream().flatMap(NullArgumentsTest::calls), called)
                    .flatMap(calls -> calls)
                    .flatMap(Call::nulls)
                    .filter(Null::isAllowed)
                    .map(Null::name)
                    .collect(toSet());
            assertThat(parameters)
                    .hasSizeGreaterThan(100)
                    .contains(
                            "CreateExecutionSession.create.key",
                            "ExecutionSessionDraft.ExecutionSessionDraft.abortAt",
                            "AppReference.AppReference.name",
                            "AppReference.of.name",
                            "ExecutionResult.resolved.stored",
                            "Builder.details.value",
                            "StoreUnavailableException.StoreUnavailableException.cause",
                            "TextValidator.isValid.value",
                            "Guid.format.id");
        }
    }

    @Test
    void typesOfTheDomain_allHaveAReceiver() throws Exception {
        Set<Class<?>> received =
                SampleArguments.receivers().map(Object::getClass).collect(toSet());
        assertThat(publicTypes().stream()
                        .filter(type -> !type.isInterface() && !Modifier.isAbstract(type.getModifiers()))
                        .filter(type -> methods(type)
                                .anyMatch(method -> !Modifier.isStatic(method.getModifiers())
                                        && new Call(type, method, null)
                                                .nulls()
                                                .findAny()
                                                .isPresent())))
                .allMatch(received::contains);
    }

    private static Set<String> faults(Stream<Call> calls) {
        return calls.flatMap(Call::nulls).flatMap(Null::faults).collect(toCollection(TreeSet::new));
    }

    /** The calls of all methods of all ports. */
    private static Stream<Call> calls(UseCases useCases) {
        return Stream.of(UseCases.class.getMethods()).flatMap(accessor -> {
            try {
                Object port = accessor.invoke(useCases);
                return methods(accessor.getReturnType())
                        .map(method -> new Call(accessor.getReturnType(), method, port));
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException("the ports are public", impossible);
            }
        });
    }

    /** The calls of what needs no receiver. */
    private static Stream<Call> calls(Class<?> type) {
        Stream<Executable> constructors =
                Modifier.isAbstract(type.getModifiers()) ? Stream.of() : Stream.of(type.getConstructors());
        return Stream.concat(constructors, methods(type).filter(method -> Modifier.isStatic(method.getModifiers())))
                .map(executable -> new Call(type, executable, null));
    }

    private static Stream<Call> calls(Class<?> type, Object receiver) {
        return methods(type)
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(method -> new Call(type, method, receiver));
    }

    private static Stream<Method> methods(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getDeclaringClass().getName().startsWith("org.executionsession."))
                .filter(method -> !method.isBridge() && !method.isSynthetic())
                .filter(method -> !method.getName().equals("equals"))
                .filter(method -> !(type.isEnum() && method.getName().equals("valueOf")));
    }

    private static List<Class<?>> publicTypes() throws IOException, URISyntaxException {
        Path classes = Path.of(
                Caller.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(classes)) {
            return publicTypes(classes);
        }
        try (FileSystem jar = FileSystems.newFileSystem(classes)) {
            return publicTypes(jar.getPath("/"));
        }
    }

    private static List<Class<?>> publicTypes(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .<Class<?>>map(NullArgumentsTest::load)
                    .filter(type -> PACKAGES.contains(type.getPackageName().replaceFirst("^" + DOMAIN, "")))
                    .filter(NullArgumentsTest::isPublic)
                    .toList();
        }
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, NullArgumentsTest.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException("the file was found", impossible);
        }
    }
}
