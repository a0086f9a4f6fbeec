/** What an execution session is: deeply immutable records, null only where a component says so. */
package org.executionsession.domain.model;
