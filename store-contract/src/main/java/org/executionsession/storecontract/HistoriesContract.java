package org.executionsession.storecontract;

import org.instancio.Random;
import org.instancio.junit.Given;
import org.junit.jupiter.api.RepeatedTest;

/** Tests that random sequences of calls give the same results as {@link StoreModel}. */
interface HistoriesContract extends TestedStore {

    @RepeatedTest(10)
    default void history_ofRandomCallsEqualsThatOfTheModel(@Given(RandomSource.class) Random random) {
        new RandomHistory(storeUnderTest(), random).run(40);
    }
}
