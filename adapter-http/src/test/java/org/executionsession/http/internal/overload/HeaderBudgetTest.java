package org.executionsession.http.internal.overload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests how addresses share the memory of large request headers. */
class HeaderBudgetTest {

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

    private static int reserveAll(HeaderBudget budget, String address) {
        int reserved = 0;
        while (budget.reserve(address, 1)) {
            reserved++;
        }
        return reserved;
    }
}
