package org.executionsession.http.internal.endpoint;

import java.util.List;
import java.util.Set;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.http.internal.json.ProblemException;

/**
 * Privileges on the wire, contract part 4.
 *
 * @param port tells them
 */
record PrivilegeNames(EvaluatePrivileges port) {

    /** What the caller may do with an entity; null if the request does not ask for them. */
    List<String> of(AuditedEntity entity, ApiRequest request) {
        return request.parameters().flag("privileges") ? ofCaller(entity, request) : null;
    }

    /** What the caller may do with an entity, whether or not the parameter {@code privileges} asks for it; not null. */
    List<String> ofCaller(AuditedEntity entity, ApiRequest request) {
        return of(port.evaluate(entity, request.caller()));
    }

    /** Whether the caller has no privilege for any entity. */
    boolean hasNone(Caller caller) {
        return port.allowedForAll(caller).filter(Set::isEmpty).isPresent();
    }

    static List<String> of(Set<Privilege> actions) {
        return actions.stream().map(Privilege::wireName).toList();
    }

    /** The names that the parameter {@code privilegesFilter} lets through: one bit an action, without it all. */
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
                .filter(action -> (bits & 1L << action.ordinal()) != 0)
                .map(Privilege::wireName)
                .toList();
    }
}
