package org.executionsession.application.internal.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.query.QueryableProperties;

/** Stores details, both those of results and those without a result. */
final class InMemoryDetailStore extends InMemoryEntityStore<ExecutionResultDetailEntity> {

    private final InMemoryResultStore results;

    InMemoryDetailStore(InMemoryState state, InMemoryResultStore results) {
        super(state, QueryableProperties.DETAILS, ExecutionResultDetailEntity.class);
        this.results = results;
    }

    /** A detail with its position: the key of its result, and its index in the details of the result. */
    private record Place(ExecutionResultDetailEntity detail, ResultKey result, int index) {

        static final Comparator<Place> ORDER = Comparator.comparing((Place place) -> place.detail.createdDate())
                .thenComparing(Place::result, ResultKey.ORDER)
                .thenComparingInt(Place::index);

        static Stream<Place> in(ExecutionResultEntity result) {
            List<ExecutionResultDetailEntity> details = result.detailEntities().toList();
            return IntStream.range(0, details.size())
                    .mapToObj(index -> new Place(details.get(index), ResultKey.of(result), index));
        }
    }

    private Stream<Place> places() {
        return Stream.concat(
                        state.detailWithoutResult.values().stream()
                                .map(detail -> new Place(detail, ResultKey.NO_RESULT, 0)),
                        state.resultByKey.values().stream().flatMap(Place::in))
                .sorted(Place.ORDER);
    }

    /** Returns the position of a detail that was read. */
    private Place place(ExecutionResultDetailEntity found) {
        return places().filter(place -> place.detail.equals(found))
                .reduce((one, next) -> next)
                .orElseThrow();
    }

    @Override
    Stream<ExecutionResultDetailEntity> all() {
        return places().map(Place::detail);
    }

    @Override
    void put(ExecutionResultDetailEntity detail) {
        state.detailWithoutResult.put(detail.id(), detail);
    }

    @Override
    void change(ExecutionResultDetailEntity read, ExecutionResultDetailEntity next) {
        Place place = place(read);
        ExecutionResultEntity result = state.resultByKey.get(place.result);
        if (result == null) {
            put(next);
            return;
        }
        List<ExecutionResultDetail> details = new ArrayList<>(result.result().details());
        details.set(place.index, next.detail());
        if (!result.allowsDetails(details)) {
            throw InvalidDraftException.resultTooLarge();
        }
        results.put(result.withDetails(details, next.modifiedDate(), next.modifiedByUserName()));
    }

    @Override
    void delete(ExecutionResultDetailEntity detail) {
        Place place = place(detail);
        ExecutionResultEntity result = state.resultByKey.get(place.result);
        if (result == null) {
            state.detailWithoutResult.remove(detail.id());
            return;
        }
        List<ExecutionResultDetail> rest = new ArrayList<>(result.result().details());
        rest.remove(place.index);
        results.put(result.withDetails(rest, result.modifiedDate(), result.modifiedByUserName()));
    }
}
