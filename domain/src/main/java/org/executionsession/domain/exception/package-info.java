/** The exceptions that use cases and stores throw: a closed set. */
@NullMarked
package org.executionsession.domain.exception;

import org.jspecify.annotations.NullMarked;
