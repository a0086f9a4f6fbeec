/** Notifies listeners of changes. */
@NullMarked
package org.executionsession.application.internal.notification;

import org.jspecify.annotations.NullMarked;
