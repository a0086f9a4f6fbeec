/** A store in memory, for tests of an embedding application. */
package org.executionsession.application.internal.memory;
