/** The domain model: deeply immutable records. A component is null only where its documentation says so. */
package org.executionsession.domain.model;
