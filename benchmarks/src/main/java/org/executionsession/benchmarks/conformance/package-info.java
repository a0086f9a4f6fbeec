/** The check that each server must pass before it is measured: a server that does less would not be comparable. */
package org.executionsession.benchmarks.conformance;
