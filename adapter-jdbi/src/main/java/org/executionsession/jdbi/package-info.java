/** The outbound store port on a relational database. */
package org.executionsession.jdbi;
