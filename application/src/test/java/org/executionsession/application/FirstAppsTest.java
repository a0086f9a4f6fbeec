package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.executionsession.domain.model.App;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.AuditFields;
import org.junit.jupiter.api.Test;

class FirstAppsTest {

    private static final AuditFields AUDIT = AuditFields.created(Instant.EPOCH, "ACME\\jo");

    private static App app(int number, String name) {
        return new App(
                AUDIT, AppReference.builder().id(new UUID(0, number)).name(name).build());
    }

    @Test
    void appsBeyondTheNumber_areLeftOutWhateverTheirOrder() {
        List<App> apps = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            apps.add(app(i, "app"));
        }
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(apps, new Random(seed));
            FirstApps first = new FirstApps(5, Long.MAX_VALUE);
            apps.forEach(first::add);
            assertThat(first.list())
                    .extracting(app -> app.id().getLeastSignificantBits())
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
        }
    }

    @Test
    void largeApps_areLeftOut() {
        FirstApps first = new FirstApps(1_000, 10_000);
        for (int i = 1; i <= 20; i++) {
            first.add(app(i, "n".repeat(1_800)));
        }
        assertThat(first.list()).hasSize(5);
        assertThat(first.hasSpaceFor(new UUID(0, 6))).isFalse();
        first.add(app(5, "n"));
        first.add(app(6, "n"));
        assertThat(first.list())
                .as("the sixth was left out before the fifth became smaller")
                .hasSize(5);
    }

    @Test
    void aName_isNotReplacedByNone() {
        FirstApps first = new FirstApps(10, 10_000);
        first.add(app(1, "old"));
        first.add(app(1, "new"));
        first.add(app(1, ""));
        assertThat(first.list()).extracting(app -> app.reference().name()).containsExactly("new");
    }
}
