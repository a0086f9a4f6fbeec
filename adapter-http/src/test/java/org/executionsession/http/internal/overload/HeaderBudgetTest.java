package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests how addresses share the memory of large request headers. */
class HeaderBudgetTest {

    private static final Executor THREADS = command -> new Thread(command).start();

    /** Two addresses could have all of it, with half of it for each. */
    @Test
    void severalAddresses_leaveSomeToOthers() {
        HeaderBudget budget = new HeaderBudget(60);
        assertThat(reserveAll(budget, "first")).isEqualTo(30);
        budget.release("first", 10);
        assertThat(reserveAll(budget, "second")).isEqualTo(20);
        assertThat(reserveAll(budget, "first")).isZero();
        assertThat(reserveAll(budget, "third")).isEqualTo(10);
        assertThat(budget.taken()).isEqualTo(50);
    }

    @Test
    void manyThreads_leaveNothingReserved() {
        HeaderBudget budget = new HeaderBudget(60);
        CompletableFuture.allOf(IntStream.range(0, 8)
                        .mapToObj(
                                thread -> CompletableFuture.runAsync(() -> reserveAndRelease(budget, thread), THREADS))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(budget.taken()).isZero();
        for (String address : List.of("address 0", "address 1", "address 2")) {
            int reserved = reserveAll(budget, address);
            assertThat(reserved).isEqualTo(30);
            budget.release(address, reserved);
        }
    }

    private static void reserveAndRelease(HeaderBudget budget, int thread) {
        for (int i = 0; i < 20_000; i++) {
            String address = "address " + (thread + i) % 3;
            int bytes = 1 + i % 20;
            if (budget.reserve(address, bytes)) {
                assertThat(budget.taken()).isBetween(1L, 60L);
                budget.release(address, bytes);
            }
        }
    }

    private static int reserveAll(HeaderBudget budget, String address) {
        int reserved = 0;
        while (budget.reserve(address, 1)) {
            reserved++;
        }
        return reserved;
    }
}
