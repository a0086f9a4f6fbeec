/** Watches the change feed: assigns positions, polls for changes of other processes, and tells waits and subscribers. */
@NullMarked
package org.executionsession.application.internal.watch;

import org.jspecify.annotations.NullMarked;
