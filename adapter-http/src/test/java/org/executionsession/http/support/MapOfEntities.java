package org.executionsession.http.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;

/** The least that stands behind the adapter: keeps entities in a map, at an unchanging hour, and checks no rule. */
abstract class MapOfEntities<E extends AuditedEntity, D> implements FindEntities<E> {

    public static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    private final QueryableProperties<E> catalogue;
    private final Map<UUID, E> entities = new ConcurrentHashMap<>();

    MapOfEntities(QueryableProperties<E> catalogue) {
        this.catalogue = catalogue;
    }

    abstract E recorded(D draft, Caller by);

    abstract E changed(E entity, D draft, Caller by);

    public E create(D draft, Caller caller, IdempotencyKey key) {
        return createAll(List.of(draft), caller, key).get(0);
    }

    public List<E> createAll(List<D> drafts, Caller caller, IdempotencyKey key) {
        permit(Privilege.CREATE, caller);
        List<E> created = new ArrayList<>();
        for (D draft : drafts) {
            E entity = recorded(draft, caller);
            if (entities.putIfAbsent(entity.id(), entity) != null) {
                created.forEach(added -> entities.remove(added.id()));
                throw new DuplicateIdException(catalogue.kind(), entity.id());
            }
            created.add(entity);
        }
        return created;
    }

    @Override
    public Optional<E> find(UUID id, Caller caller) {
        permit(Privilege.READ, caller);
        return Optional.ofNullable(entities.get(id));
    }

    @Override
    public void forEach(Query<E> query, Caller caller, Consumer<? super E> reader) {
        entities.values().stream()
                .filter(query.filter()::matches)
                .sorted(query.comparator(catalogue.id()))
                .skip(query.skip())
                .limit(query.take())
                .forEach(reader);
    }

    @Override
    public long count(Filter<E> filter, Caller caller) {
        return entities.values().stream().filter(filter::matches).count();
    }

    public E update(UUID id, D draft, Instant basedOn, Caller caller) {
        E entity = find(id, caller).orElseThrow(() -> new NotFoundException(catalogue.kind(), id));
        permit(Privilege.UPDATE, caller);
        if (basedOn == null || entity.modifiedDate().isAfter(basedOn)) {
            throw new VersionConflictException(catalogue.kind(), id);
        }
        E next = changed(entity, draft, caller);
        entities.put(id, next);
        return next;
    }

    public void delete(UUID id, Caller caller) {
        permit(Privilege.DELETE, caller);
        if (entities.remove(id) == null) {
            throw new NotFoundException(catalogue.kind(), id);
        }
    }

    public int size() {
        return entities.size();
    }

    public void clear() {
        entities.clear();
    }

    private void permit(Privilege action, Caller caller) {
        if (!MapOfPrivileges.allowed(caller).contains(action)) {
            throw new AccessDeniedException(action, catalogue.kind());
        }
    }
}
