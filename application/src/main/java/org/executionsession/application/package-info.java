/** The use cases: they implement the inbound ports and call the outbound ones. */
package org.executionsession.application;
