/** The use cases: they implement the inbound ports and call the outbound ones. */
@NullMarked
package org.executionsession.application;

import org.jspecify.annotations.NullMarked;
