package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.junit.jupiter.api.Test;

/** Tests how concurrent requests share the memory of what they have read. */
class ReadBudgetTest {

    /** As many as the first bytes of an entity that do not count. */
    private static final int FREE = 16 * 1024;

    /** What a detail has besides its message. */
    private static final int OTHER = 200;

    private static ExecutionResultDetailEntity entity(int bytes) {
        return ExecutionResultDetailEntity.create(
                new ExecutionResultDetail(null, DetailsType.INFORMATION, "m".repeat(bytes - OTHER), null),
                Instant.EPOCH,
                new Caller("ACME", "jo"),
                UUID::randomUUID);
    }

    @Test
    void changedEntities_shareTheBudget() {
        ReadBudget budget = new ReadBudget(10, 100);
        try (ReadBudget.Changed one = budget.new Changed();
                ReadBudget.Changed other = budget.new Changed();
                ReadBudget.Changed small = budget.new Changed()) {
            one.read(() -> entity(FREE + 60));
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> other.read(() -> entity(FREE + 41)))
                    .withMessageContaining("large entities");
            assertThat(budget.used()).isEqualTo(60);
            other.read(() -> entity(FREE + 40));
            small.read(() -> entity(FREE));
            assertThat(budget.used()).isEqualTo(100);
        }
        assertThat(budget.used()).isZero();
    }

    /** In a body, a detail has two bytes. */
    @Test
    void newDetails_takeFromTheBudget() {
        ReadBudget budget = new ReadBudget(10, 100_000);
        List<ExecutionResultDetailEntity> details = Collections.nCopies(100, entity(OTHER));
        try (ReadBudget.Changed one = budget.new Changed();
                ReadBudget.Changed other = budget.new Changed()) {
            one.add(details);
            assertThat(budget.used()).isEqualTo(100_000 - FREE);
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> other.add(details));
            other.add(details.subList(0, 16));
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void anotherAttempt_replacesTheEntity() {
        ReadBudget budget = new ReadBudget(10, 100);
        try (ReadBudget.Changed changed = budget.new Changed()) {
            changed.read(() -> entity(FREE + 80));
            changed.read(() -> entity(FREE + 90));
            assertThat(budget.used()).isEqualTo(90);
        }
    }

    /** Otherwise it could never be changed. */
    @Test
    void anEntityLargerThanTheBudget_isChangedAlone() {
        ReadBudget budget = new ReadBudget(10, 100);
        try (ReadBudget.Changed large = budget.new Changed();
                ReadBudget.Changed other = budget.new Changed()) {
            large.read(() -> entity(FREE + 1_000));
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> other.read(() -> entity(FREE + 11)));
        }
        assertThat(budget.used()).isZero();
    }
}
