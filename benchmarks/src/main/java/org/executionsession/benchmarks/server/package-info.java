/** The servers that are measured, each a process of its own. */
package org.executionsession.benchmarks.server;
