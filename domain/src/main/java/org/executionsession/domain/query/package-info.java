/** What can be asked of recorded entities: one catalogue of properties, filters and orders over it. */
package org.executionsession.domain.query;
