/** Versioned migrations of the schema. */
package org.executionsession.jdbi.internal.migration;
