/** The outbound ports: what the use cases need and adapters implement. */
package org.executionsession.domain.port.outbound;
