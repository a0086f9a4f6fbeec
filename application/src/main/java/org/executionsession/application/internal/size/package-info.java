/** Measures entities, for limits on memory. */
@NullMarked
package org.executionsession.application.internal.size;

import org.jspecify.annotations.NullMarked;
