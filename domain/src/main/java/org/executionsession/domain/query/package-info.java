/** Queries of stored entities: the queryable properties, filters and orders. */
package org.executionsession.domain.query;
