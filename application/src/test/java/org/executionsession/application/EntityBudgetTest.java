package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ResultOrigin;
import org.junit.jupiter.api.Test;

/** Tests how concurrent requests share the memory of what they have read. */
class EntityBudgetTest {

    /** As many as the first bytes of an entity that do not count. */
    private static final int FREE = 16 * 1024;

    /** What a detail has besides its message. */
    private static final int OTHER = AuditedEntity.DETAIL_BYTES;

    private static ExecutionResultDetailEntity entity(int bytes) {
        return ExecutionResultDetailEntity.create(
                new ExecutionResultDetail(null, DetailsType.INFORMATION, "m".repeat(bytes - OTHER), null),
                Instant.EPOCH,
                new Caller("ACME", "jo"),
                UUID::randomUUID);
    }

    @Test
    void changedEntities_shareTheBudget() {
        EntityBudget budget = new EntityBudget(10, 100);
        try (EntityBudget.Held one = budget.new Held();
                EntityBudget.Held other = budget.new Held();
                EntityBudget.Held small = budget.new Held()) {
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

    @Test
    void aRequestThatIsRejected_takesNothingFromOthers() {
        EntityBudget budget = new EntityBudget(10, 100);
        budget.take(50);
        AtomicBoolean end = new AtomicBoolean();
        CompletableFuture<Void> tooLarge = CompletableFuture.runAsync(() -> {
            while (!end.get()) {
                assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> budget.take(60));
            }
        });
        try {
            for (int i = 0; i < 100_000; i++) {
                budget.take(40);
                budget.giveBack(40);
            }
        } finally {
            end.set(true);
            tooLarge.join();
        }
    }

    /** In a body, a detail has two bytes. */
    @Test
    void newDetails_takeFromTheBudget() {
        EntityBudget budget = new EntityBudget(10, 100_000);
        List<ExecutionResultDetailEntity> details = Collections.nCopies(100, entity(OTHER));
        try (EntityBudget.Held one = budget.new Held();
                EntityBudget.Held other = budget.new Held();
                EntityBudget.Held small = budget.new Held()) {
            one.created(details);
            assertThat(budget.used()).isEqualTo(100_000 - FREE);
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> other.created(details));
            small.created(details.subList(0, 16));
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void detailsThatAChangeKeeps_areNotNew() {
        EntityBudget budget = new EntityBudget(10, 100_000);
        ExecutionResultEntity read = result(100);
        ExecutionResultEntity extended = result(130);
        try (EntityBudget.Held held = budget.new Held()) {
            held.read(() -> read);
            held.changed(read, read);
            assertThat(budget.used()).isEqualTo(100 * OTHER - FREE);
            held.changed(extended, read);
            assertThat(budget.used()).isEqualTo(100 * OTHER + 30 * 1_000 - FREE);
        }
        assertThat(budget.used()).isZero();
    }

    private static ExecutionResultEntity result(int details) {
        ExecutionResult content = ExecutionResult.builder()
                .details(IntStream.range(0, details)
                        .mapToObj(i -> new ExecutionResultDetail(new UUID(0, i + 1), DetailsType.INFORMATION, "", null))
                        .toList())
                .build();
        return ExecutionResultEntity.create(
                new ExecutionResultDraft(ResultOrigin.UNKNOWN, content),
                Instant.EPOCH,
                new Caller("ACME", "jo"),
                UUID::randomUUID);
    }

    @Test
    void anotherAttempt_replacesTheEntity() {
        EntityBudget budget = new EntityBudget(10, 100);
        try (EntityBudget.Held changed = budget.new Held()) {
            changed.read(() -> entity(FREE + 80));
            changed.read(() -> entity(FREE + 90));
            assertThat(budget.used()).isEqualTo(90);
        }
    }

    /** Otherwise it could never be changed. */
    @Test
    void anEntityLargerThanTheBudget_isChangedAlone() {
        EntityBudget budget = new EntityBudget(10, 100);
        try (EntityBudget.Held large = budget.new Held();
                EntityBudget.Held other = budget.new Held()) {
            large.read(() -> entity(FREE + 1_000));
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> other.read(() -> entity(FREE + 11)));
        }
        assertThat(budget.used()).isZero();
    }
}
