package org.executionsession.storecontract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Samples.JO;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.MAX;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.changed;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.detail;
import static org.executionsession.storecontract.Samples.message;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;
import static org.executionsession.storecontract.TestedStore.all;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.junit.jupiter.api.Test;

/** Tests details, both in results and without a result. */
interface DetailsContract extends TestedStore {

    @Test
    default void detail_isFoundUnchangedAfterAddAndReplace() {
        ExecutionResultDetailEntity added = ExecutionResultDetailEntity.create(
                new ExecutionResultDetail(UUID.randomUUID(), new DetailsType(-1), "it's %_\\", null),
                NOW,
                JO,
                UUID::randomUUID);
        details().add(added);
        assertThat(details().find(added.id())).contains(added);
        ExecutionResultDetailEntity next = added.update(message(null, "changed", 1), LATER, MAX);
        assertThat(details().replace(next, added)).isTrue();
        assertThat(details().find(added.id())).contains(next);
        assertThat(details().find(UUID.randomUUID())).isEmpty();
    }

    @Test
    default void detail_withAnIdInUseIsRejected() {
        ExecutionResultDetailEntity byItself = detail(UUID.randomUUID(), "by itself");
        details().add(byItself);
        ExecutionSession session =
                session(UUID.randomUUID(), content(null, "", message(UUID.randomUUID(), "in a result", 1)));
        sessions().add(session);
        UUID inResult = session.executionResult().details().get(0).id();
        for (UUID id : List.of(byItself.id(), inResult)) {
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> details().add(detail(id, "again")))
                    .satisfies(rejection -> assertThat(rejection.id()).isEqualTo(id));
        }
        assertThat(details().find(byItself.id())).contains(byItself);
        assertThat(sessions().find(session.id())).contains(session);
    }

    @Test
    default void details_areAddedAtomically() {
        ExecutionResultDetailEntity stored = detail(UUID.randomUUID(), "stored");
        List<ExecutionResultDetailEntity> fresh = Stream.generate(() -> detail(UUID.randomUUID(), "fresh"))
                .limit(30)
                .toList();
        details().add(stored);
        for (ExecutionResultDetailEntity last :
                List.of(detail(stored.id(), "last"), detail(fresh.get(0).id(), "last"))) {
            List<ExecutionResultDetailEntity> all =
                    Stream.concat(fresh.stream(), Stream.of(last)).toList();
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> details().addAll(all))
                    .satisfies(rejection -> assertThat(rejection.id()).isEqualTo(last.id()));
        }
        assertThat(details().find(stored.id())).contains(stored);
        assertThat(fresh)
                .allSatisfy(detail -> assertThat(details().find(detail.id())).isEmpty());
        details().addAll(fresh);
        assertThat(fresh)
                .allSatisfy(detail -> assertThat(details().find(detail.id())).contains(detail));
    }

    @Test
    default void detail_thatWasChangedSinceItWasReadIsNotReplaced() {
        ExecutionResultDetailEntity read = detail(UUID.randomUUID(), "read");
        details().add(read);
        ExecutionResultDetailEntity stored = read.update(message(null, "stored", 0), LATER, MAX);
        details().replace(stored, read);
        assertThat(details().replace(read.update(message(null, "late", 0), LATER, MAX), read))
                .isFalse();
        assertThat(details().find(read.id())).contains(stored);
        ExecutionResultDetailEntity gone = detail(UUID.randomUUID(), "gone");
        assertThat(details().replace(gone.update(gone.detail(), LATER, MAX), gone))
                .isFalse();
        assertThat(details().find(gone.id())).isEmpty();
    }

    @Test
    default void detail_isGoneWhenRemoved() {
        ExecutionResultDetailEntity detail = detail(UUID.randomUUID(), "m");
        details().add(detail);
        assertThat(details().remove(detail.id())).isTrue();
        assertThat(details().find(detail.id())).isEmpty();
        assertThat(details().remove(detail.id())).isFalse();
        assertThat(details().remove(UUID.randomUUID())).isFalse();
        details().add(detail);
    }

    @Test
    default void detail_ofAResultHasTheAuditFieldsOfTheResult() {
        UUID id = UUID.randomUUID();
        ExecutionSession session = session(UUID.randomUUID(), content(null, "", message(id, "m", 1)));
        sessions().add(session);
        assertThat(details().find(id))
                .contains(
                        new ExecutionResultDetailEntity(AuditFields.created(NOW, JO.userName()), message(id, "m", 1)));
        ExecutionResultEntity read = ExecutionResultEntity.of(session);
        results().replace(changed(read, content(null, "", message(id, "n", 1))), read);
        assertThat(details().find(id))
                .contains(new ExecutionResultDetailEntity(
                        new AuditFields(NOW, LATER, MAX.userName()), message(id, "n", 1)));
    }

    @Test
    default void detailsOfAReplacedResult_areFoundByItsModification() {
        ExecutionResultDetail unchanged = message(UUID.randomUUID(), "unchanged", 1);
        ExecutionResultDetail before = message(UUID.randomUUID(), "before", 2);
        ExecutionResultEntity read = result(null, content(UUID.randomUUID(), "", unchanged, before), NOW);
        results().add(read);
        ExecutionResultDetailEntity alone = detail(UUID.randomUUID(), "alone");
        details().add(alone);
        ExecutionResultDetail after = message(before.id(), "after", 2);
        ExecutionResultEntity next = read.withDetails(List.of(unchanged, after), LATER, MAX.userName());
        assertThat(results().replace(next, read)).isTrue();

        List<ExecutionResultDetailEntity> ofResult = next.detailEntities().toList();
        // Other tests have details in the same store.
        Filter<ExecutionResultDetailEntity> own = new Filter.OneOf<>(
                Set.of(alone.id(), ofResult.get(0).id(), ofResult.get(1).id()));
        Property<ExecutionResultDetailEntity> by = detailProperty("modifiedByUserName");
        Property<ExecutionResultDetailEntity> at = detailProperty("modifiedDate");
        assertThat(all(details(), own.and(new Filter.Comparison<>(by, Operator.EQ, MAX.userName()))))
                .containsExactlyInAnyOrderElementsOf(ofResult);
        assertThat(all(details(), own.and(new Filter.Comparison<>(at, Operator.GE, LATER))))
                .containsExactlyInAnyOrderElementsOf(ofResult);
        assertThat(all(details(), own.and(new Filter.Comparison<>(at, Operator.LT, LATER))))
                .containsExactly(alone);
        assertThat(details().count(own.and(new Filter.Comparison<>(by, Operator.NE, MAX.userName()))))
                .isEqualTo(1);
        for (Property<ExecutionResultDetailEntity> property : List.of(by, at)) {
            List<ExecutionResultDetailEntity> ordered = new ArrayList<>();
            details().forEach(Query.of(own, List.of(new SortKey<>(property, false))), ordered::add);
            assertThat(ordered).hasSize(3).startsWith(alone);
        }
    }

    private static Property<ExecutionResultDetailEntity> detailProperty(String path) {
        return QueryableProperties.DETAILS.find(path).orElseThrow();
    }

    @Test
    default void detail_thatIsReplacedIsInItsResultInTheOrderOfDates() {
        ExecutionResultDetail first = message(UUID.randomUUID(), "first", 1);
        ExecutionResultDetail second = message(UUID.randomUUID(), "second", 2);
        ExecutionResultDetail third = message(UUID.randomUUID(), "third", 3);
        ExecutionSession session = session(UUID.randomUUID(), content(null, "", first, second, third));
        sessions().add(session);

        ExecutionResultDetailEntity read =
                details().find(requireNonNull(first.id())).orElseThrow();
        ExecutionResultDetail moved = message(first.id(), "moved", 4);
        assertThat(details().replace(read.update(moved, LATER, MAX), read)).isTrue();
        ExecutionResultEntity result =
                results().find(requireNonNull(session.executionResult().id())).orElseThrow();
        assertThat(result)
                .isEqualTo(ExecutionResultEntity.of(session)
                        .withDetails(List.of(second, third, moved), LATER, MAX.userName()));
        assertThat(sessions().find(session.id())).contains(session.withExecutionResult(result.result()));
        for (ExecutionResultDetailEntity detail : result.detailEntities().toList()) {
            assertThat(details().find(detail.id())).contains(detail);
        }
    }

    /** A result of a thousand details could otherwise grow to a hundred megabytes by small requests. */
    @Test
    default void detail_thatWouldMakeItsResultTooLargeIsNotReplaced() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        results()
                .add(result(
                        null, content(UUID.randomUUID(), "", message(first, "1", 1), message(second, "2", 2)), NOW));
        ExecutionResultDetail large = message(null, "\u0001".repeat(ExecutionResult.GROWTH_MAX_BYTES / 6 / 2 + 1), 3);
        ExecutionResultDetailEntity read = details().find(first).orElseThrow();
        assertThat(details().replace(read.update(large, LATER, MAX), read)).isTrue();

        ExecutionResultDetailEntity other = details().find(second).orElseThrow();
        for (Runnable change : List.<Runnable>of(
                () -> details().replace(other.update(large, LATER, MAX), other),
                () -> details().replaceAll(Set.of(second), any -> {}, any -> other.update(large, LATER, MAX)))) {
            assertThatExceptionOfType(InvalidDraftException.class)
                    .isThrownBy(change::run)
                    .satisfies(rejection -> assertThat(rejection.violations())
                            .containsExactly(new Violation(
                                    List.of("message"),
                                    "must leave its result with at most 1048576 bytes of JSON in all messages")));
        }
        assertThat(details().find(second)).contains(other);
        assertThat(details().replace(other.update(message(null, "short", 3), LATER, MAX), other))
                .isTrue();
    }

    /** A larger result, which a large body has created, can still be changed without growing. */
    @Test
    default void detail_ofAResultThatIsTooLargeCanBecomeSmaller() {
        UUID small = UUID.randomUUID();
        List<ExecutionResultDetail> messages = new ArrayList<>(
                Collections.nCopies(11, message(null, "m".repeat(ExecutionResultDetail.MESSAGE_MAX), 1)));
        messages.add(message(small, "longer", 2));
        results()
                .add(result(null, content(UUID.randomUUID(), "", messages.toArray(ExecutionResultDetail[]::new)), NOW));
        ExecutionResultDetailEntity read = details().find(small).orElseThrow();
        assertThat(details().replace(read.update(message(null, "short", 2), LATER, MAX), read))
                .isTrue();
    }

    @Test
    default void detail_whoseResultWasChangedSinceItWasReadIsNotReplaced() {
        UUID id = UUID.randomUUID();
        ExecutionResultEntity result = result(null, content(UUID.randomUUID(), "", message(id, "m", 1)), NOW);
        results().add(result);
        ExecutionResultDetailEntity read = details().find(id).orElseThrow();
        ExecutionResultEntity next = changed(result, content(null, "next", message(id, "m", 1)));
        results().replace(next, result);
        assertThat(details().replace(read.update(message(id, "late", 1), LATER, MAX), read))
                .isFalse();
        assertThat(results().find(result.id())).contains(next);
    }

    @Test
    default void detail_thatIsRemovedChangesItsResult() {
        ExecutionResultDetail first = message(UUID.randomUUID(), "first", 1);
        ExecutionResultDetail second = message(UUID.randomUUID(), "second", 2);
        ExecutionResultDetail third = message(UUID.randomUUID(), "third", 3);
        ExecutionSession session = session(UUID.randomUUID(), content(null, "", first, second, third));
        sessions().add(session);
        ExecutionResultEntity before = ExecutionResultEntity.of(session);

        assertThat(details().remove(requireNonNull(second.id()))).isTrue();
        ExecutionResultEntity after = results().find(before.id()).orElseThrow();
        assertThat(after).isEqualTo(before.withDetails(List.of(first, third), NOW, JO.userName()));
        assertThat(after.modifiedDate()).isEqualTo(NOW.plusMillis(1));
        assertThat(sessions().find(session.id())).contains(session.withExecutionResult(after.result()));
        assertThat(details().find(requireNonNull(second.id()))).isEmpty();
        assertThat(details().remove(requireNonNull(second.id()))).isFalse();
        assertThat(results().replace(changed(before, content(null, "late", first, second)), before))
                .isFalse();
    }

    @Test
    default void details_ofDifferentResultsAreRemovedTogether() {
        ExecutionResultDetail stays = message(UUID.randomUUID(), "stays", 1);
        List<ExecutionResultDetail> go =
                List.of(message(UUID.randomUUID(), "goes", 0), message(UUID.randomUUID(), "goes", 2));
        ExecutionSession session = session(UUID.randomUUID(), content(null, "", go.get(0), stays, go.get(1)));
        sessions().add(session);
        ExecutionResultDetailEntity byItself = detail(UUID.randomUUID(), "goes");
        details().add(byItself);
        Set<UUID> ids = Set.of(go.get(0).id(), byItself.id(), go.get(1).id(), UUID.randomUUID());
        details().removeAll(ids);
        assertThat(details().count(new Filter.OneOf<>(ids))).isZero();
        assertThat(sessions().find(session.id()).orElseThrow().executionResult().details())
                .containsExactly(stays);
    }

    @Test
    default void details_withEqualIdsAreListedInOrderAndTheLastIsFound() {
        UUID id = UUID.randomUUID();
        ExecutionResultDetailEntity byItself =
                ExecutionResultDetailEntity.create(message(id, "by itself", 9), NOW, JO, UUID::randomUUID);
        details().add(byItself);
        ExecutionSession one = session(Samples.early(), content(Samples.late(), "", message(id, "1st", 1)));
        ExecutionSession two = session(
                Samples.late(),
                content(Samples.early(), "", message(id, "2nd", 1), message(id, "4th", 3), message(id, "3rd", 2)));
        ExecutionResultEntity last = result(null, content(Samples.early(), "", message(id, "last", 0)), LATER);
        sessions().addAll(List.of(two, one));
        results().add(last);

        assertThat(TestedStore.all(details(), new Filter.OneOf<>(Set.of(id))))
                .extracting(detail -> detail.detail().message())
                .containsExactly("by itself", "2nd", "3rd", "4th", "1st", "last");
        List<String> order = List.of("last", "1st", "4th", "3rd", "2nd", "by itself");
        for (String message : order) {
            ExecutionResultDetailEntity meant = details().find(id).orElseThrow();
            assertThat(meant.detail().message()).isEqualTo(message);
            ExecutionResultDetail said = new ExecutionResultDetail(
                    null, DetailsType.WARNING, message + "!", meant.detail().detailCreatedDate());
            assertThat(details().replace(meant.update(said, LATER, MAX), meant)).isTrue();
            assertThat(details()
                            .find(id)
                            .map(ExecutionResultDetailEntity::detail)
                            .map(ExecutionResultDetail::message))
                    .contains(message + "!");
            assertThat(details().remove(id)).isTrue();
        }
        assertThat(details().find(id)).isEmpty();
        assertThat(results().find(last.id()).orElseThrow().result().details()).isEmpty();
        assertThat(sessions().find(two.id()).orElseThrow().executionResult().details())
                .isEmpty();
        sessions().remove(one.id());
        sessions().remove(two.id());
    }

    @Test
    default void details_ofResultsWithEqualIdsAreSeparate() {
        UUID id = UUID.randomUUID();
        UUID result = UUID.randomUUID();
        ExecutionSession one = session(UUID.randomUUID(), content(result, "", message(id, "m", 1)));
        ExecutionSession other = session(UUID.randomUUID(), content(result, "", message(id, "m", 1)));
        sessions().add(one);
        sessions().add(other);
        assertThat(details().remove(id)).isTrue();
        assertThat(details().count(new Filter.OneOf<>(Set.of(id)))).isEqualTo(1);
        sessions().remove(one.id());
        sessions().remove(other.id());
        assertThat(results().remove(result)).isTrue();
        assertThat(results().remove(result)).isTrue();
        assertThat(details().find(id)).isEmpty();
    }
}
