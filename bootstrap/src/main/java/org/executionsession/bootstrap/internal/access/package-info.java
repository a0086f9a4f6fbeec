/** Access rules of the command line. */
package org.executionsession.bootstrap.internal.access;
