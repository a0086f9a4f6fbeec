/** A load generator for HTTP/1.1 in one thread, which leaves the cores to the server. */
package org.executionsession.benchmarks.load;
