/** Group commit: concurrent writes share a transaction. */
package org.executionsession.jdbi.internal.commit;
