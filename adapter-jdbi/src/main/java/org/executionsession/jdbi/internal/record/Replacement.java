package org.executionsession.jdbi.internal.record;

import org.executionsession.domain.model.References;

/**
 * A replacement of an entity.
 *
 * @param next the new entity
 * @param read the entity as it was read
 * @param references to what it refers
 */
record Replacement<E>(E next, E read, References references) {}
