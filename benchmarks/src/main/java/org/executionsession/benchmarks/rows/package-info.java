/** What the server writes into its tables, written again by plain JDBC: the ceiling of what it could reach. */
package org.executionsession.benchmarks.rows;
