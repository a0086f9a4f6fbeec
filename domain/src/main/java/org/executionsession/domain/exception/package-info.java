/** The exceptions that use cases and stores throw: a closed set. */
package org.executionsession.domain.exception;
