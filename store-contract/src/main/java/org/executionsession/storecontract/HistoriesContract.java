package org.executionsession.storecontract;

import org.instancio.Random;
import org.instancio.junit.Given;
import org.junit.jupiter.api.RepeatedTest;

/** Whatever is done with the store, one call after the other: it answers as {@link StoreModel} does. */
interface HistoriesContract extends TestedStore {

    @RepeatedTest(20)
    default void history_ofRandomCallsIsAnsweredAsByTheModel(@Given(RandomSource.class) Random random) {
        new RandomHistory(storeUnderTest(), random).run(40);
    }
}
