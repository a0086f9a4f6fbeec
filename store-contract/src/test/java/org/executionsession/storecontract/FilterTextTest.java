package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;

import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.FilterParser;
import org.instancio.junit.Given;
import org.instancio.junit.GivenProvider;
import org.instancio.junit.InstancioExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that the parser reads random filters back from their texts. */
@ExtendWith(InstancioExtension.class)
class FilterTextTest {

    @RepeatedTest(500)
    void anyFilter_isParsedFromItsText(@Given(ArbitraryFilters.class) Rendered rendered) {
        assertThat(FilterParser.parse(rendered.text, QueryableProperties.SESSIONS))
                .as(rendered.text)
                .isEqualTo(rendered.filter);
    }

    /** A filter and its text. */
    private record Rendered(Filter<ExecutionSession> filter, String text) {}

    /** Provides a random filter for a test parameter. */
    static final class ArbitraryFilters implements GivenProvider {

        @Override
        public Object provide(ElementContext context) {
            Filter<ExecutionSession> filter = new FilterRendering.Arbitrary(context.random()).filter(4);
            return new Rendered(filter, new FilterRendering(context.random()).text(filter));
        }
    }
}
