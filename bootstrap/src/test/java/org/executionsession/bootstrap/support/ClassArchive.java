package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The classes that a server loads until it is ready, as the JVM stores them (class data sharing). The tests start the jar
 * more than a hundred times; with the archive, a start takes two thirds of the time.
 */
final class ClassArchive {

    private static final Path ARCHIVE =
            Path.of("target", "execution-sessions.jsa").toAbsolutePath();
    private static final Path LOG =
            Path.of("target", "execution-sessions-jsa.log").toAbsolutePath();
    private static final List<String> OPTIONS = List.of(
            "-XX:SharedArchiveFile=" + ARCHIVE,
            // The JVM reports an archive that it cannot use on the standard output, and starts without it.
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off");

    static {
        createOnce();
    }

    private ClassArchive() {}

    /** The options of the JVM that starts a server. */
    static List<String> options() {
        return OPTIONS;
    }

    /** Test classes run in two processes: the first one creates the archive, the other one waits for it. */
    private static void createOnce() {
        try (FileChannel channel = FileChannel.open(
                        ARCHIVE.resolveSibling("execution-sessions.jsa.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            if (!Files.exists(ARCHIVE)
                    || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(RunnableJar.JAR)) < 0) {
                create();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Starts a server, sends it a request, and stops it; its JVM then writes the archive. */
    private static void create() throws IOException {
        Files.deleteIfExists(ARCHIVE);
        Process process = new ProcessBuilder(
                        RunnableJar.JAVA,
                        "-XX:ArchiveClassesAtExit=" + ARCHIVE,
                        "-Xlog:disable",
                        "-jar",
                        RunnableJar.JAR.toString(),
                        "serve",
                        "--port=0",
                        "--database=jdbc:h2:mem:archive")
                .redirectError(LOG.toFile())
                .start();
        String line = process.inputReader().readLine();
        assertThat(line).contains(" ready on http");
        HttpCaller caller = new HttpCaller(URI.create(line.substring(line.indexOf("http"))));
        assertThat(caller.post("/executionsession", "{}").statusCode()).isEqualTo(201);
        process.destroy();
        process.onExit().join();
        assertThat(ARCHIVE).exists();
    }
}
