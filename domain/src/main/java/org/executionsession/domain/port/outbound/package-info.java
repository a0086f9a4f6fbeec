/**
 * The outbound ports: what the use cases need and adapters implement.
 *
 * <p>The methods of a store document the rejections that they decide, and {@link StoreUnavailableException}. In addition, each
 * of them can throw:
 *
 * <ul>
 *   <li>{@link StoreFailureException} when the store failed for an unknown reason; it is unknown whether a write was done
 *   <li>{@link OverloadedException} when the store is overloaded; nothing was changed
 *   <li>{@link NullPointerException} when an argument is null whose type is not nullable; the message is the name of the
 *       parameter, and nothing was changed
 * </ul>
 */
@NullMarked
package org.executionsession.domain.port.outbound;

import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreFailureException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.jspecify.annotations.NullMarked;
