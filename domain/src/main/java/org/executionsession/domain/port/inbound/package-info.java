/**
 * The inbound ports: the use cases that adapters and embedding applications call.
 *
 * <p>The methods document the rejections of their rules. In addition, each method that uses the store can throw:
 *
 * <ul>
 *   <li>{@link StoreUnavailableException} when the store cannot be reached; it is unknown whether a write was done
 *   <li>{@link StoreFailureException} when the store failed for an unknown reason; it is unknown whether a write was done
 *   <li>{@link OverloadedException} when the store is overloaded; nothing was changed
 * </ul>
 *
 * <p>Each method throws a {@link NullPointerException} when an argument is null whose type is not nullable. The message is the
 * name of the parameter, and nothing was changed.
 */
@NullMarked
package org.executionsession.domain.port.inbound;

import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreFailureException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.jspecify.annotations.NullMarked;
