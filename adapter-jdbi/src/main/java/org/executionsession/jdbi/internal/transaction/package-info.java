/** Where the store reads and writes: in transactions of its own, or in that of a host. */
package org.executionsession.jdbi.internal.transaction;
