package org.executionsession.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds the status and the end of an HTTP/1.1 response without keeping its body. */
final class ResponseParser {

    private static final int MAX_HEAD = 16 * 1024;
    private static final int STATUS_OFFSET = "HTTP/1.1 ".length();

    private final byte[] head = new byte[MAX_HEAD];
    private int headLength;
    private Part part = Part.HEAD;
    private long remaining;
    private int status;
    private boolean lastOfConnection;

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    /** Takes all bytes up to the end of the response; true when that was reached, and the parser is ready for the next. */
    boolean parse(ByteBuffer bytes) {
        while (true) {
            boolean more = switch (part) {
                case HEAD -> head(bytes);
                case BODY, CHUNK -> skip(bytes);
                case CHUNK_SIZE -> chunkSize(bytes);
                case CHUNK_END -> chunkEnd(bytes);
                case TRAILER -> trailer(bytes);
            };
            if (part == Part.BODY && remaining == 0) {
                part = Part.HEAD;
                return true;
            }
            if (!more) {
                return false;
            }
        }
    }

    /** Of the response that was parsed last. */
    int status() {
        return status;
    }

    /** Whether the server closes the connection behind that response. */
    boolean lastOfConnection() {
        return lastOfConnection;
    }

    private boolean head(ByteBuffer bytes) {
        if (!line(bytes)) {
            return false;
        }
        if (headLength < 4 || head[headLength - 4] != '\r' || head[headLength - 3] != '\n') {
            return true;
        }
        status = (head[STATUS_OFFSET] - '0') * 100
                + (head[STATUS_OFFSET + 1] - '0') * 10
                + (head[STATUS_OFFSET + 2] - '0');
        String text = new String(head, 0, headLength, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        lastOfConnection = text.contains("\r\nconnection: close\r\n");
        headLength = 0;
        if (text.contains("\r\ntransfer-encoding: chunked\r\n")) {
            part = Part.CHUNK_SIZE;
        } else {
            part = Part.BODY;
            remaining = contentLength(text);
        }
        return true;
    }

    private static long contentLength(String head) {
        String name = "\r\ncontent-length: ";
        int start = head.indexOf(name);
        return start < 0 ? 0 : Long.parseLong(head, start + name.length(), head.indexOf('\r', start + 2), 10);
    }

    private boolean skip(ByteBuffer bytes) {
        int taken = (int) Math.min(remaining, bytes.remaining());
        bytes.position(bytes.position() + taken);
        remaining -= taken;
        if (remaining == 0 && part == Part.CHUNK) {
            part = Part.CHUNK_END;
        }
        return remaining == 0;
    }

    private boolean chunkSize(ByteBuffer bytes) {
        if (!line(bytes)) {
            return false;
        }
        int end = 0;
        while (Character.digit(head[end], 16) >= 0) {
            end++;
        }
        remaining = Long.parseLong(new String(head, 0, end, StandardCharsets.ISO_8859_1), 16);
        headLength = 0;
        part = remaining == 0 ? Part.TRAILER : Part.CHUNK;
        return true;
    }

    private boolean chunkEnd(ByteBuffer bytes) {
        if (!line(bytes)) {
            return false;
        }
        headLength = 0;
        part = Part.CHUNK_SIZE;
        return true;
    }

    private boolean trailer(ByteBuffer bytes) {
        if (!line(bytes)) {
            return false;
        }
        if (headLength == 2) {
            part = Part.BODY;
        }
        headLength = 0;
        return true;
    }

    /** Gathers up to the end of a line, behind what is in the head already. */
    private boolean line(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            head[headLength++] = next;
            if (next == '\n') {
                return true;
            }
        }
        return false;
    }
}
