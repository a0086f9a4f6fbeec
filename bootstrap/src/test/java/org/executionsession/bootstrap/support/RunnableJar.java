package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The jar that the build made, run as an operator runs it: as a process of its own. */
public final class RunnableJar implements AutoCloseable {

    /** As the build made it. */
    static final Path JAR = Path.of("target", "execution-sessions.jar").toAbsolutePath();

    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** In a process that runs for seconds, the second compiler costs more time than it saves. */
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path err;
    private URI url;

    private RunnableJar(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    /** What a run that ended by itself left behind. */
    public record Ended(int status, String out, String err) {}

    /** Starts a server in a folder, on any free port, and waits until it is ready. */
    public static RunnableJar serve(Path folder, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("serve", "--port", "0"));
        all.addAll(List.of(arguments));
        RunnableJar jar = run(folder, Map.of(), java(all));
        jar.awaitReady();
        return jar;
    }

    /** Starts a server of another version: of classes that go before those of the jar. */
    public static RunnableJar serveOtherVersion(Path classes, Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                FIRST_COMPILER_ONLY,
                "-cp",
                classes + System.getProperty("path.separator") + JAR,
                "org.executionsession.bootstrap.Main",
                "serve",
                "--port",
                "0"));
        command.addAll(List.of(arguments));
        RunnableJar jar = run(folder, Map.of(), command);
        jar.awaitReady();
        return jar;
    }

    /** Starts a server with another Java. */
    public static RunnableJar serveWithJava(Path java, Path folder) throws IOException {
        RunnableJar jar =
                run(folder, Map.of(), List.of(java.toString(), "-jar", JAR.toString(), "serve", "--port", "0"));
        jar.awaitReady();
        return jar;
    }

    /**
     * Starts a server whose files cannot grow beyond a size, as on a full disk, until {@link #allowFilesOfAnySize}. It needs
     * a system whose shell knows the limit.
     */
    public static RunnableJar serveWithFilesOfAtMost(int bytes, Path folder) throws IOException {
        return serveWithLimit("-S -f " + bytes / 1024, folder);
    }

    /** Starts a server that cannot have more open files. It needs a system whose shell knows the limit. */
    public static RunnableJar serveWithOpenFiles(int count, Path folder, String... arguments) throws IOException {
        return serveWithLimit("-n " + count, folder, arguments);
    }

    private static RunnableJar serveWithLimit(String limit, Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit " + limit + " && exec \"$0\" \"$@\""));
        command.addAll(java(List.of("serve", "--port", "0")));
        command.addAll(List.of(arguments));
        RunnableJar jar = run(folder, Map.of(), command);
        jar.awaitReady();
        return jar;
    }

    /** Starts a server that has so much heap and no more, such as {@code 128m}. */
    public static RunnableJar serveWithHeap(String heap, Path folder, String... arguments) throws IOException {
        List<String> command = java(List.of("serve", "--port", "0"));
        command.addAll(1, List.of("-Xmx" + heap, "-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        RunnableJar jar = run(folder, Map.of(), command);
        jar.awaitReady();
        return jar;
    }

    /** The URL of the admin port; the server prints it after it is ready. */
    public URI adminUrl() throws IOException {
        String line = read(process.inputReader()::readLine);
        assertThat(line).startsWith("admin port on http://");
        return URI.create(line.substring(line.indexOf("http://")));
    }

    /** Makes room on the disk, as it were. */
    public void allowFilesOfAnySize() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("prlimit", "--pid", String.valueOf(process.pid()), "--fsize=unlimited:")
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    public static RunnableJar start(Path folder, Map<String, String> environment, List<String> arguments)
            throws IOException {
        return run(folder, environment, java(arguments));
    }

    private static List<String> java(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA, FIRST_COMPILER_ONLY));
        command.addAll(ClassArchive.options());
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(arguments);
        return command;
    }

    private static RunnableJar run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("EXECUTION_SESSIONS_"));
        builder.environment().putAll(environment);
        return new RunnableJar(builder.start(), err);
    }

    /** Runs to its end, which must come by itself. */
    public static Ended run(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        try (RunnableJar jar = start(folder, environment, List.of(arguments))) {
            String out = jar.read(() -> new String(jar.process.getInputStream().readAllBytes()));
            return new Ended(jar.awaitEnd(), out, jar.err());
        }
    }

    /** Reads from a pipe of the process. A read cannot be interrupted, so after a timeout it kills the process. */
    private String read(Callable<String> reading) throws IOException {
        CompletableFuture<Void> timeout =
                new CompletableFuture<Void>().completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS);
        timeout.thenRun(process::destroyForcibly);
        try {
            return reading.call();
        } catch (IOException failure) {
            throw failure;
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        } finally {
            assertThat(timeout.cancel(false))
                    .as("the process ended or was ready within %s s; on stderr: %s", PATIENCE_SECONDS, err())
                    .isTrue();
        }
    }

    public void awaitReady() throws IOException {
        String line = read(process.inputReader()::readLine);
        assertThat(line).as("first line of output; on stderr: %s", err()).contains(" ready on http");
        url = URI.create(line.substring(line.indexOf("http")));
    }

    /** Waits up to two minutes for a condition. */
    public void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s; on stderr: %s", what, err()).isLessThan(end);
        }
    }

    public URI url() {
        return url;
    }

    public String err() {
        try {
            return Files.readString(err);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The signal that asks a process to end. */
    public void terminate() {
        process.destroy();
    }

    /** The signal that a process never sees. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    public int awaitEnd() {
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ended")
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        // Its files are free only once it has ended.
        kill();
    }
}
