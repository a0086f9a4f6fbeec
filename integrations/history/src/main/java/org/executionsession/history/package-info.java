/** A database and a recorder in one line. Start with {@link org.executionsession.history.ExecutionHistory}. */
@NullMarked
package org.executionsession.history;

import org.jspecify.annotations.NullMarked;
