/** SQL: dialects, tables, columns, filters and the translation of exceptions. */
package org.executionsession.jdbi.internal.sql;
