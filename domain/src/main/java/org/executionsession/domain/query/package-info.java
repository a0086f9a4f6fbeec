/** Queries of stored entities: the queryable properties, filters and orders. */
@NullMarked
package org.executionsession.domain.query;

import org.jspecify.annotations.NullMarked;
