package org.executionsession.storecontract;

import org.instancio.junit.GivenProvider;

/** Hands the source of randomness of a test to its parameter. */
final class RandomSource implements GivenProvider {

    /** Made by the test engine. */
    RandomSource() {}

    @Override
    public Object provide(ElementContext context) {
        return context.random();
    }
}
