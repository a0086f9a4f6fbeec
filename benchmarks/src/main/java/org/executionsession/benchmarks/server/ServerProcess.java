package org.executionsession.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that runs as its operator would run it. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final byte[] LOOKUP = ("GET /executionsession/00000000-0000-4000-8000-000000000000 HTTP/1.1\r\n"
                    + "Host: localhost\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOT_FOUND = "HTTP/1.1 404".getBytes(StandardCharsets.US_ASCII);
    private static final Path PROC = Path.of("/proc");

    private final Process process;
    private final int port;
    private final Duration untilReady;

    private ServerProcess(Process process, int port, Duration untilReady) {
        this.process = process;
        this.port = port;
        this.untilReady = untilReady;
    }

    /** Starts a command on a free port and waits until it is ready. What it prints goes to a file of the folder. */
    static ServerProcess start(Path folder, IntFunction<List<String>> commandOnPort) {
        try {
            int port = freePort();
            Path log = Files.createTempFile(folder, "server-", ".log");
            long begin = System.nanoTime();
            Process process = new ProcessBuilder(commandOnPort.apply(port))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            while (!isReady(port)) {
                if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                    process.destroyForcibly();
                    throw new IllegalStateException("the server did not start, see " + log);
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
            return new ServerProcess(process, port, Duration.ofNanos(System.nanoTime() - begin));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ready is a server that has looked for a session in its database. */
    private static boolean isReady(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) RESPONSE_TIMEOUT.toMillis());
            socket.getOutputStream().write(LOOKUP);
            byte[] status = socket.getInputStream().readNBytes(NOT_FOUND.length);
            return Arrays.equals(status, NOT_FOUND);
        } catch (IOException notYet) {
            return false;
        }
    }

    /**
     * Where it responds.
     *
     * @return the URL, not null
     */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /**
     * How long it took from the start of the process until it was ready.
     *
     * @return the time, not null
     */
    public Duration untilReady() {
        return untilReady;
    }

    /**
     * The processor time that it has taken so far.
     *
     * @return the time; zero where the system does not report it
     */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * The most memory that it has had so far, heap and everything else.
     *
     * @return megabytes; 0 where the system does not report it
     */
    public long peakMegabytes() {
        try {
            return Files.readAllLines(PROC.resolve(process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinux) {
            return 0;
        }
    }

    /**
     * The heap that is in use after a garbage collection.
     *
     * @return megabytes
     * @throws IOException when the tool of the JDK does not run
     */
    public long liveHeapMegabytes() throws IOException {
        jcmd("GC.run");
        Matcher used = Pattern.compile("total \\d+K, used (\\d+)K").matcher(jcmd("GC.heap_info"));
        long kilobytes = 0;
        while (used.find()) {
            kilobytes += Long.parseLong(used.group(1));
        }
        return kilobytes / 1024;
    }

    private String jcmd(String command) throws IOException {
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        return new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Sends it the signal that a process never sees, and waits until it has ended. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks it to end and waits until it has; kills it when it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the server did not end");
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
