/** Settings of the store. */
package org.executionsession.jdbi.config;
