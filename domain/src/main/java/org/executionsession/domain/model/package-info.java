/** The domain model: deeply immutable records. A component can be null only if its type is nullable; its documentation says when. */
@NullMarked
package org.executionsession.domain.model;

import org.jspecify.annotations.NullMarked;
