/** Checks at the start. */
package org.executionsession.bootstrap.internal.startup;
