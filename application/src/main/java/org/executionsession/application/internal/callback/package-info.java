/** Notifies the subscribers of changes by calls of their URLs. */
@NullMarked
package org.executionsession.application.internal.callback;

import org.jspecify.annotations.NullMarked;
