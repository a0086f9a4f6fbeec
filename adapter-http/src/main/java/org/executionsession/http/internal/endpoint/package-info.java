/** The endpoints of the contract, health and metrics. */
package org.executionsession.http.internal.endpoint;
