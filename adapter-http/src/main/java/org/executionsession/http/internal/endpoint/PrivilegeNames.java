package org.executionsession.http.internal.endpoint;

import java.util.List;
import java.util.Set;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.http.internal.json.ProblemException;

/**
 * The names of privileges in JSON (contract, part 4).
 *
 * @param port evaluates the privileges
 */
record PrivilegeNames(EvaluatePrivileges port) {

    /** Returns the privileges of the caller for an entity; null unless the request asks for them. */
    List<String> of(AuditedEntity entity, ApiRequest request) {
        return request.parameters().flag("privileges") ? ofCaller(entity, request) : null;
    }

    /**
     * Returns the privileges of the caller for an entity, without regard to the parameter {@code privileges}; not
     * null.
     */
    List<String> ofCaller(AuditedEntity entity, ApiRequest request) {
        return of(port.evaluate(entity, request.caller()));
    }

    /** Returns whether the caller has no privilege for any entity. */
    boolean hasNone(Caller caller) {
        return port.allowedForAll(caller).filter(Set::isEmpty).isPresent();
    }

    /** Returns whether the caller may read no entity. */
    boolean cannotRead(Caller caller) {
        return port.allowedForAll(caller)
                .filter(privileges -> !privileges.contains(Privilege.READ))
                .isPresent();
    }

    /** The bits from 16 to 4096 are those of privileges of QRS that the server does not have (contract, part 4). */
    private static long bit(Privilege privilege) {
        return switch (privilege) {
            case CREATE -> 1;
            case READ -> 2;
            case UPDATE -> 4;
            case DELETE -> 8;
            case START -> 8_192;
            case STOP -> 16_384;
        };
    }

    static List<String> of(Set<Privilege> actions) {
        return actions.stream().map(Privilege::wireName).toList();
    }

    /**
     * Returns the names that the parameter {@code privilegesFilter} selects, one bit for each privilege; all without
     * the parameter.
     */
    static List<String> filtered(Set<Privilege> actions, ApiRequest request) {
        String given = request.parameters().text("privilegesfilter").orElse("").strip();
        if (given.isEmpty()) {
            return of(actions);
        }
        if (!given.matches("[0-9]{1,18}")) {
            throw new ProblemException(400, "privilegesFilter must be a sum of bits, such as 7 for the first three");
        }
        long bits = Long.parseLong(given);
        return actions.stream()
                .filter(action -> (bits & bit(action)) != 0)
                .map(Privilege::wireName)
                .toList();
    }
}
