/** The outbound ports: what the use cases need and adapters implement. */
@NullMarked
package org.executionsession.domain.port.outbound;

import org.jspecify.annotations.NullMarked;
