/** Tables and figures, as the commands print them. */
package org.executionsession.benchmarks.report;
