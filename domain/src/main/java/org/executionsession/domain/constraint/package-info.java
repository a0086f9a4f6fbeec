/** The rules of the records that the validation API does not bring itself. */
package org.executionsession.domain.constraint;
