package org.executionsession.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.benchmarks.load.Requests;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final URI SERVER = URI.create("http://127.0.0.1:1");

    private final Ledger ledger = new Ledger();

    @Test
    void aSessionWithoutAResponse_isInDoubtUntilItIsAcknowledged() {
        Requests requests = ledger.requests(SERVER);
        long first = send(requests);
        long second = send(requests);

        requests.onResponse(first, 201);

        assertThat(ledger.acknowledged().stream()).containsExactly((int) first);
        assertThat(ledger.inDoubt().stream()).containsExactly((int) second);
    }

    @Test
    void aRejectedSession_isInDoubtAndEndsTheRequestsUntilTheNextRun() {
        Requests requests = ledger.requests(SERVER);
        long rejected = send(requests);

        requests.onResponse(rejected, 503);

        assertThat(send(requests)).isEqualTo(Requests.NONE);
        assertThat(send(ledger.requests(SERVER))).isNotIn(rejected, Requests.NONE);
        assertThat(ledger.inDoubt().get((int) rejected)).isTrue();
        assertThat(ledger.rejections()).containsEntry(503, 1L);
    }

    @Test
    void aMoment_comesOnceWhenSoManyAreAcknowledged() {
        List<String> happened = new ArrayList<>();
        Requests requests = ledger.requests(SERVER);
        ledger.when(2, () -> happened.add("kill"));

        requests.onResponse(send(requests), 201);
        assertThat(happened).isEmpty();
        requests.onResponse(send(requests), 201);
        requests.onResponse(send(requests), 201);

        assertThat(happened).containsExactly("kill");
    }

    private static long send(Requests requests) {
        return requests.next(ByteBuffer.allocate(Requests.MAX_BYTES));
    }
}
