package org.executionsession.http.internal.watch;

import org.executionsession.domain.model.Caller;

/**
 * Which streams share a pump: those of all callers who may read all entities. Each other caller has a pump of its own. So has each caller for its
 * streams with costly filters, which would delay the others.
 *
 * @param caller the key of the only caller; {@link #ALL} for several
 * @param isRestricted whether the rights of the caller depend on the entity
 * @param isCostly whether the filters of the streams are costly
 */
record PumpKey(String caller, boolean isRestricted, boolean isCostly) {

    private static final String ALL = "";

    static PumpKey of(Caller caller, boolean isRestricted, boolean isCostly) {
        return new PumpKey(isRestricted || isCostly ? caller.key() : ALL, isRestricted, isCostly);
    }
}
