package org.executionsession.jdbi.internal.record;

import java.util.List;
import org.executionsession.domain.model.AuditedEntity;

/**
 * A replacement of an entity.
 *
 * @param next the new entity
 * @param read the entity as it was read
 * @param references the entities to which it refers, as they were read
 */
record Replacement<E>(E next, E read, List<? extends AuditedEntity> references) {}
