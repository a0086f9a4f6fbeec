package org.executionsession.benchmarks.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** H2 in files of a folder. */
public final class H2Files implements Database {

    private static final String URL = "jdbc:h2:file:";

    private final Path folder;
    private final AtomicInteger created = new AtomicInteger();

    /**
     * Takes a folder.
     *
     * @param folder an existing one; not null
     */
    public H2Files(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public String name() {
        return "H2";
    }

    @Override
    public Location create() {
        return location(created.incrementAndGet());
    }

    @Override
    public void remove(Location location) {
        try {
            Files.deleteIfExists(Path.of(location.url().substring(URL.length()) + ".mv.db"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public List<Writing> writings() {
        return List.of(
                new Writing(
                        "write_delay 0, checkpoint sync",
                        true,
                        "",
                        "set write_delay 0",
                        "checkpoint sync",
                        List.of(1, 2)),
                new Writing("write_delay 0, no sync", false, "", "set write_delay 0", "", List.of(1, 2)));
    }

    @Override
    public Writing fill() {
        return new Writing("fill", false, "", "set write_delay 500", "", List.of(1));
    }

    @Override
    public Location ofPeer(Location location) {
        return new Location(location.url() + ";WRITE_DELAY=0", location.user());
    }

    @Override
    public String durabilityOfPeer() {
        return "write_delay 0, no sync";
    }

    @Override
    public double targetShareOfCeiling() {
        return 0.6;
    }

    /** Removes all files, also those of a run that has failed: they are large. */
    @Override
    public void close() {
        for (int i = 1; i <= created.get(); i++) {
            remove(location(i));
        }
    }

    private Location location(int number) {
        return new Location(URL + folder.resolve("h2-" + number), "sa");
    }
}
