/** Settings of the server. */
package org.executionsession.http.config;
