/** The connection to the database: URL, pool and files. */
package org.executionsession.bootstrap.internal.database;
