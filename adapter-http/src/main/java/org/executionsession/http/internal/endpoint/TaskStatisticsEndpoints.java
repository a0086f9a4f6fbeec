package org.executionsession.http.internal.endpoint;

import io.javalin.http.HandlerType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskStatistics;
import org.executionsession.domain.port.inbound.FindTaskStatistics;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.text.QrsDate;
import org.executionsession.domain.query.typed.TaskProperties;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.json.TaskStatisticsWriter;
import org.executionsession.http.internal.overload.Bulkheads;
import org.executionsession.http.internal.query.PageParameters;

/** The statistics of tasks: how long they wait and run, and how often they succeed. An extension of the contract. */
final class TaskStatisticsEndpoints {

    private static final String PATH = "/task/statistics";

    private static final String OF_ONE = "/task/{id}/statistics";

    private static final long TAKE = 50;

    private final FindTaskStatistics statistics;
    private final PrivilegeNames privileges;
    private final ListController<Task> tasks;
    private final Bulkheads bulkheads;

    TaskStatisticsEndpoints(
            UseCases useCases, PrivilegeNames privileges, ListController<Task> tasks, Bulkheads bulkheads) {
        statistics = useCases.findTaskStatistics();
        this.privileges = privileges;
        this.tasks = tasks;
        this.bulkheads = bulkheads;
    }

    void addTo(Routes routes) {
        routes.get(PATH, this::list);
        routes.get(OF_ONE, this::read);
        routes.require(HandlerType.GET, OF_ONE, EntityKind.TASK, Privilege.READ);
    }

    private void list(ApiRequest request) {
        Query<Task> query = query(request);
        Instant since = since(request);
        List<TaskStatistics> found = new ArrayList<>();
        request.runPreemptible(
                bulkheads.lists(), client -> found.addAll(statistics.list(query, since, request.caller(), client)));
        request.respond(200, json -> {
            json.writeStartArray();
            for (TaskStatistics one : found) {
                TaskStatisticsWriter.write(one, privileges.of(one.task(), request), json);
            }
            json.writeEndArray();
        });
    }

    private void read(ApiRequest request) {
        UUID id = request.id(EntityKind.TASK.toString());
        Instant since = since(request);
        TaskStatistics found = request.within(bulkheads.reads(), () -> statistics.find(id, since, request.caller()))
                .orElseThrow(() -> new NotFoundException(EntityKind.TASK, id));
        request.respond(200, json -> TaskStatisticsWriter.write(found, privileges.of(found.task(), request), json));
    }

    private Query<Task> query(ApiRequest request) {
        List<SortKey<Task>> order = tasks.order(request);
        long take = PageParameters.take(TAKE, request.parameters());
        if (take > FindTaskStatistics.TASKS_MAX) {
            throw new ProblemException(400, "take must be at most " + FindTaskStatistics.TASKS_MAX);
        }
        return new Query<>(
                tasks.filter(request),
                order.isEmpty() ? List.of(TaskProperties.NAME.asc()) : order,
                PageParameters.skip(request.parameters()),
                take);
    }

    private static Instant since(ApiRequest request) {
        return request.parameters()
                .text("since")
                .filter(text -> !text.isBlank())
                .map(text -> {
                    try {
                        return QrsDate.parseExactly(text.strip());
                    } catch (DateTimeException noDate) {
                        throw new ProblemException(
                                400, "since must be a date, such as 2026-11-24T10:20:30.456Z or 2026-11-24");
                    }
                })
                .orElse(null);
    }
}
