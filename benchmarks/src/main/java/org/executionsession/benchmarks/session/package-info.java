/** The sessions that are stored and asked for: the specification's example, each time with ids of its own. */
package org.executionsession.benchmarks.session;
