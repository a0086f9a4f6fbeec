/** Compares the server with other services for the same job, in turn under the same load. */
package org.executionsession.benchmarks.compare;
