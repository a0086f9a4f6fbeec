package org.executionsession.benchmarks.session;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.executionsession.benchmarks.load.Requests;

/** Requests of the contract, each for another session. */
public final class SessionRequests implements Requests {

    private static final String SESSIONS = "/qrs/executionsession";

    private final MarkedBytes request;
    private final int expectedStatus;
    private final Ids ids;
    private final Numbers numbers;

    private SessionRequests(MarkedBytes request, int expectedStatus, Ids ids, Numbers numbers) {
        this.request = request;
        this.expectedStatus = expectedStatus;
        this.ids = ids;
        this.numbers = numbers;
    }

    /**
     * Records sessions.
     *
     * @param server where; not null
     * @param path the path that records sessions; not null
     * @param body the session; not null
     * @param ids whose ids the sessions get; not null
     * @param numbers their numbers; not null
     * @return the requests
     */
    public static Requests post(URI server, String path, MarkedBytes body, Ids ids, Numbers numbers) {
        return new SessionRequests(request("POST", path, server, body), 201, ids, numbers);
    }

    /**
     * Reads sessions.
     *
     * @param server where; not null
     * @param numbers those of stored sessions; not null
     * @return the requests
     */
    public static Requests get(URI server, Numbers numbers) {
        return new SessionRequests(request("GET", oneSession(), server, null), 200, Ids.STORED, numbers);
    }

    /**
     * Lists the sessions of a task.
     *
     * @param server where; not null
     * @param numbers each that of any session of the task; not null
     * @return the requests
     */
    public static Requests listByTask(URI server, Numbers numbers) {
        return new SessionRequests(request("GET", listByTask(), server, null), 200, Ids.STORED, numbers);
    }

    /**
     * Changes sessions.
     *
     * @param server where; not null
     * @param body the changed session; not null
     * @param numbers those of stored sessions; not null
     * @return the requests
     */
    public static Requests put(URI server, MarkedBytes body, Numbers numbers) {
        return new SessionRequests(request("PUT", oneSession(), server, body), 200, Ids.STORED, numbers);
    }

    /**
     * Ends sessions.
     *
     * @param server where; not null
     * @param numbers those of stored sessions; not null
     * @return the requests
     */
    public static Requests end(URI server, Numbers numbers) {
        return new SessionRequests(request("DELETE", oneSession(), server, null), 204, Ids.STORED, numbers);
    }

    private static String oneSession() {
        return SESSIONS + "/" + Slot.SESSION.mark();
    }

    private static String listByTask() {
        return SESSIONS + "?filter=reloadTask.id%20eq%20" + Slot.TASK.mark();
    }

    private static MarkedBytes request(String method, String path, URI server, MarkedBytes body) {
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n"
                + (body == null ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n")
                + "\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        if (body != null) {
            request.writeBytes(body.sample());
        }
        return MarkedBytes.of(request.toByteArray());
    }

    @Override
    public long next(ByteBuffer buffer) {
        long number = numbers.next();
        if (number == Numbers.NONE) {
            return NONE;
        }
        request.put(ids, number, buffer);
        return number;
    }

    @Override
    public int expectedStatus() {
        return expectedStatus;
    }
}
