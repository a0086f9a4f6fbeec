package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program that drives Chromium, with a folder that its browsers take for their home. It listens on loopback only. When
 * it is closed, none of its processes and none of its files are left.
 */
final class ChromeDriverProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("started successfully on port (\\d+)");

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path home;
    private final int port;

    /** Ends the processes also if the tests are interrupted. */
    private final Thread exit = new Thread(this::end);

    private ChromeDriverProcess(Process process, Path home, int port) {
        this.process = process;
        this.home = home;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(exit);
    }

    static ChromeDriverProcess start(Path program) throws IOException {
        // Not in the folder of a test: a path of a socket is short.
        Path home = Files.createTempDirectory("chromium");
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "--port=0", "--log-level=SEVERE")
                .directory(home.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_") || name.startsWith("DBUS_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("TMPDIR", home.toString());
        Process process = builder.start();
        return new ChromeDriverProcess(process, home, port(process.inputReader()));
    }

    /** What it prints later is less than a pipe holds. */
    private static int port(BufferedReader output) throws IOException {
        StringBuilder printed = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                return Integer.parseInt(ready.group(1));
            }
            printed.append(line).append('\n');
        }
        throw new IOException("ChromeDriver did not start: " + printed);
    }

    URL url() {
        try {
            return URI.create("http://127.0.0.1:" + port).toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A folder that does not exist yet, for the profile of a browser. */
    Path newProfile() throws IOException {
        return Files.createTempDirectory(home, "profile");
    }

    /** All its processes, also those that have left its tree. */
    private List<ProcessHandle> processes() {
        Stream<ProcessHandle> withItsFiles = ProcessHandle.allProcesses()
                .filter(other -> other.info().commandLine().orElse("").contains(home.toString()));
        return Stream.of(Stream.of(process.toHandle()), process.descendants(), withItsFiles)
                .flatMap(handles -> handles)
                .distinct()
                .toList();
    }

    private void end() {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(ended ->
                ended.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
        deleteFiles();
    }

    private void deleteFiles() {
        try {
            Files.walkFileTree(home, new SimpleFileVisitor<>() {

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException alreadyDeleted) {
            // Nothing is left to delete.
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(exit);
        assertThat(processes()).filteredOn(ProcessHandle::isAlive).isEmpty();
        assertThat(home).doesNotExist();
    }
}
