package org.executionsession.storecontract;

import org.instancio.junit.GivenProvider;

/** Injects the random source of a test into its parameter. */
final class RandomSource implements GivenProvider {

    /** Called by the test engine. */
    RandomSource() {}

    @Override
    public Object provide(ElementContext context) {
        return context.random();
    }
}
