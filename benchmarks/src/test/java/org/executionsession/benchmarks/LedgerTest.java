package org.executionsession.benchmarks;

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
    void aSessionWithoutAnAnswer_isInDoubtUntilItIsAcknowledged() {
        Requests requests = ledger.requests(SERVER);
        long first = send(requests);
        long second = send(requests);

        requests.answered(first, 201);

        assertThat(ledger.acknowledged().stream()).containsExactly((int) first);
        assertThat(ledger.inDoubt().stream()).containsExactly((int) second);
    }

    @Test
    void aRefusedSession_isInDoubtAndEndsTheRequestsUntilTheNextRun() {
        Requests requests = ledger.requests(SERVER);
        long refused = send(requests);

        requests.answered(refused, 503);

        assertThat(send(requests)).isEqualTo(Requests.NONE);
        assertThat(send(ledger.requests(SERVER))).isNotIn(refused, Requests.NONE);
        assertThat(ledger.inDoubt().get((int) refused)).isTrue();
        assertThat(ledger.refusals()).containsEntry(503, 1L);
    }

    @Test
    void aMoment_comesOnceWhenSoManyAreAcknowledged() {
        List<String> happened = new ArrayList<>();
        Requests requests = ledger.requests(SERVER);
        ledger.when(2, () -> happened.add("kill"));

        requests.answered(send(requests), 201);
        assertThat(happened).isEmpty();
        requests.answered(send(requests), 201);
        requests.answered(send(requests), 201);

        assertThat(happened).containsExactly("kill");
    }

    private static long send(Requests requests) {
        return requests.next(ByteBuffer.allocate(Requests.MAX_BYTES));
    }
}
