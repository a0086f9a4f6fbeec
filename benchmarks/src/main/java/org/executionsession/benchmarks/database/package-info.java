/** The databases that are measured, and how to reach them without the server. */
package org.executionsession.benchmarks.database;
