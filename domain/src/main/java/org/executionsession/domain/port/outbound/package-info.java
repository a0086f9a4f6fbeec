/** What the use cases need from the outside: implemented by adapters. */
package org.executionsession.domain.port.outbound;
