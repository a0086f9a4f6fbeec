/** The standalone server: configuration, wiring and the command line. */
package org.executionsession.bootstrap;
