package org.executionsession.http;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.ReadinessCheck;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.ServerConfig;
import org.executionsession.http.config.WatchConfig;
import org.executionsession.http.support.TestUseCases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The server and its settings reject null with a {@link NullPointerException} that names the parameter. Only parameters
 * whose type has {@link Nullable} can be null.
 */
class NullArgumentsTest {

    private static final SecurityConfig.Tls TLS = new SecurityConfig.Tls(Path.of("server.p12"), null, null, null);
    private static final SecurityConfig.Tokens TOKENS =
            SecurityConfig.Tokens.builder(Path.of("key.pem")).build();

    /** An argument of each type that the API takes. */
    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(boolean.class, true),
            Map.entry(Integer.class, 1),
            Map.entry(String.class, "localhost"),
            Map.entry(Path.class, Path.of("key.pem")),
            Map.entry(Duration.class, Duration.ofSeconds(1)),
            Map.entry(List.class, List.of()),
            Map.entry(Supplier.class, (Supplier<String>) () -> ""),
            Map.entry(RequestListener.class, RequestListener.NONE),
            Map.entry(ReadinessCheck.class, (ReadinessCheck) () -> CompletableFuture.completedFuture(Optional.empty())),
            Map.entry(SecurityConfig.Tls.class, TLS),
            Map.entry(SecurityConfig.Tokens.class, TOKENS),
            Map.entry(ServerConfig.class, ServerConfig.on("localhost", 0)),
            Map.entry(SecurityConfig.class, SecurityConfig.OPEN),
            Map.entry(LimitsConfig.class, LimitsConfig.defaults()),
            Map.entry(WatchConfig.class, WatchConfig.builder().build(1)),
            Map.entry(WatchConfig.Builder.class, WatchConfig.builder()),
            Map.entry(ManagementConfig.class, ManagementConfig.none()),
            Map.entry(UseCases.class, new TestUseCases()));

    /** The types of the API, and a receiver of the methods that are not static; the server has none with parameters. */
    private static final Map<Class<?>, Object> API = Map.ofEntries(
            Map.entry(ExecutionSessionHttpServer.class, "none"),
            Map.entry(ServerConfig.class, ServerConfig.on("localhost", 0)),
            Map.entry(SecurityConfig.class, SecurityConfig.OPEN),
            Map.entry(SecurityConfig.Tls.class, TLS),
            Map.entry(SecurityConfig.Tokens.class, TOKENS),
            Map.entry(SecurityConfig.Tokens.Builder.class, SecurityConfig.Tokens.builder(Path.of("key.pem"))),
            Map.entry(LimitsConfig.class, LimitsConfig.defaults()),
            Map.entry(LimitsConfig.Builder.class, LimitsConfig.builder()),
            Map.entry(ManagementConfig.class, ManagementConfig.none()),
            Map.entry(ManagementConfig.Builder.class, ManagementConfig.builder()),
            Map.entry(WatchConfig.class, WatchConfig.builder().build(1)),
            Map.entry(WatchConfig.Builder.class, WatchConfig.builder()));

    /** A call in which one argument is null. */
    private record NullCall(Executable executable, int index) {

        Parameter parameter() {
            return executable.getParameters()[index];
        }

        boolean isAllowed() {
            return parameter().getAnnotatedType().isAnnotationPresent(Nullable.class);
        }

        /** The expected message; null for none. A setter of a builder has the name of what it sets. */
        String expected() {
            if (isAllowed()) {
                return null;
            }
            return executable.getDeclaringClass().getSimpleName().equals("Builder")
                    ? executable.getName()
                    : parameter().getName();
        }

        /** The message of the exception; null for none. */
        String thrown() {
            Object[] arguments = Stream.of(executable.getParameterTypes())
                    .map(type -> Objects.requireNonNull(SAMPLES.get(type), () -> "no sample of " + type))
                    .toArray();
            arguments[index] = null;
            try {
                Object result = executable instanceof Method method
                        ? method.invoke(API.get(method.getDeclaringClass()), arguments)
                        : ((Constructor<?>) executable).newInstance(arguments);
                if (result instanceof ExecutionSessionHttpServer server) {
                    server.close();
                }
                return null;
            } catch (InvocationTargetException failure) {
                return failure.getCause() instanceof NullPointerException rejection
                        ? rejection.getMessage()
                        : failure.getCause().toString();
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(executable + " is not public", impossible);
            }
        }
    }

    @Test
    void serverAndSettings_nameTheParameterThatIsNull() {
        assertThat(calls())
                .hasSizeGreaterThan(30)
                .allSatisfy(call -> assertThat(call.thrown()).isEqualTo(call.expected()));
    }

    /** Otherwise, a build without the annotations would not test what they allow. */
    @Test
    void nullableParameters_areFoundByTheirAnnotation() {
        assertThat(calls().filter(NullCall::isAllowed)
                        .map(call -> call.executable().getName() + "."
                                + call.parameter().getName())
                        .collect(toSet()))
                .contains("adminPort.value", "metrics.value", "issuer.value", SecurityConfig.class.getName() + ".tls");
    }

    private static Stream<NullCall> calls() {
        return API.keySet().stream()
                .flatMap(type -> Stream.concat(Stream.of(type.getConstructors()), Stream.of(type.getDeclaredMethods())))
                .filter(executable -> Modifier.isPublic(executable.getModifiers()) && !executable.isSynthetic())
                .filter(executable -> !executable.getName().equals("equals"))
                .flatMap(executable -> IntStream.range(0, executable.getParameterCount())
                        .filter(i -> !executable.getParameterTypes()[i].isPrimitive())
                        .mapToObj(i -> new NullCall(executable, i)));
    }
}
