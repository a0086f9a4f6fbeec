package org.executionsession.http.internal.endpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.executionsession.http.internal.watch.EntityTag;

/**
 * A file that is the same in all responses, and stays in memory after the first one: requests that read resources wait for each other at the lock of
 * the jar, and decompress it again each time.
 *
 * @param type the media type
 * @param bytes the content
 * @param tag the entity tag
 */
record StaticFile(String type, byte[] bytes, String tag) {

    static StaticFile of(String type, byte[] bytes) {
        return new StaticFile(type, bytes, EntityTag.of(bytes));
    }

    /** Reads a resource; a relative path begins at this package. */
    static byte[] read(String resource) {
        try (InputStream stream = StaticFile.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new FileNotFoundException(resource);
            }
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
