/** Script logs in files. */
package org.executionsession.bootstrap.internal.scriptlog;
