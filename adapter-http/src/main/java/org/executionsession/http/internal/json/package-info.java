/** JSON of the contract: entities, dates, ids and problem documents. */
package org.executionsession.http.internal.json;
