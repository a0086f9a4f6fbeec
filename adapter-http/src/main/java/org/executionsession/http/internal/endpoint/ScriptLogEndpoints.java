package org.executionsession.http.internal.endpoint;

import static java.util.Objects.requireNonNull;

import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.inbound.ScriptLogs;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.overload.Bulkheads;

/**
 * The endpoints of script logs (contract, part 1.4). As in QRS, a client asks for a ticket and downloads the log with it, under any file
 * name. That an executor stores the log, or names its file, is an extension.
 */
final class ScriptLogEndpoints {

    private static final String TEXT = "text/plain;charset=utf-8";
    private static final UUID NONE = new UUID(0, 0);

    private final ScriptLogs logs;
    private final RequestBody body;
    private final Bulkheads bulkheads;

    ScriptLogEndpoints(UseCases useCases, RequestBody body, Bulkheads bulkheads) {
        logs = useCases.scriptLogs();
        this.body = body;
        this.bulkheads = bulkheads;
    }

    /** Adds the endpoints that store a log, and the location of a log. */
    void addTo(Routes routes) {
        String path = "/executionresult/{id}/scriptlog";
        routes.put(path, request -> request.within(bulkheads.scriptLogs(), () -> store(request)));
        routes.require(HandlerType.PUT, path, EntityKind.RESULT, Privilege.UPDATE, Privilege.READ);
        String location = "/executionresult/{id}/scriptlogfile";
        routes.put(location, this::storeLocation);
        routes.require(HandlerType.PUT, location, EntityKind.RESULT, Privilege.UPDATE, Privilege.READ);
    }

    /** Adds the endpoints that read the logs of a family of tasks. */
    void addTo(Routes routes, TaskResource resource) {
        FamilyTasks tasks = resource.findEntities();
        String byFile = resource.path() + "/{id}/scriptlog";
        routes.get(byFile, request -> {
            UUID file = parameter("fileReferenceId", request);
            UUID task = task(tasks, request);
            if (file.equals(NONE)) {
                throw new ProblemException(
                        404,
                        "there is no script log yet: the zero GUID is the fileReferenceID of a result without a log");
            }
            UUID ticket = request.within(bulkheads.reads(), () -> logs.openTicketOfFile(task, file, request.caller()));
            respond(ticket, request);
        });
        routes.require(HandlerType.GET, byFile, EntityKind.TASK, Privilege.READ);
        String byResult = resource.path() + "/{id}/scriptlogfile";
        routes.get(byResult, request -> {
            UUID result = parameter("executionResultId", request);
            UUID task = task(tasks, request);
            UUID ticket = request.within(bulkheads.reads(), () -> logs.openTicket(task, result, request.caller()));
            respond(ticket, request);
        });
        routes.require(HandlerType.GET, byResult, EntityKind.TASK, Privilege.READ);
        String download = "/download" + resource.path() + "/{ticket}/{file}";
        TaskType type = requireNonNull(tasks.family().type(), "type");
        routes.get(download, request -> download(type, request));
        routes.require(HandlerType.GET, download, EntityKind.RESULT, Privilege.READ);
    }

    private static UUID task(FamilyTasks tasks, ApiRequest request) {
        return tasks.existing(request.id(EntityKind.TASK.toString()), request.caller());
    }

    private static UUID parameter(String name, ApiRequest request) {
        return request.parameters()
                .text(name.toLowerCase(Locale.ROOT))
                .flatMap(Guid::parse)
                .orElseThrow(() -> new ProblemException(
                        400,
                        "the parameter " + name
                                + " is required, as a GUID, such as 046b6c7f-0b8a-43b9-b35d-6489e6daee91"));
    }

    private static void respond(UUID ticket, ApiRequest request) {
        request.respond(200, json -> {
            json.writeStartObject();
            json.writeStringField("value", Guid.format(ticket));
            json.writeEndObject();
        });
    }

    private void download(TaskType type, ApiRequest request) {
        String text = Guid.parse(request.context().pathParam("ticket"))
                .flatMap(ticket -> request.within(bulkheads.reads(), () -> logs.read(ticket, type, request.caller())))
                .orElseThrow(() -> new ProblemException(
                        404,
                        "there is no script log with this ticket; a ticket is valid for "
                                + ScriptLogs.TICKET_TTL.toMinutes()
                                + " minutes, for the caller who asked for it and below the path of its task"));
        request.respond(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void store(ApiRequest request) {
        logs.store(request.id(EntityKind.RESULT.toString()), body.text(request.context()), request.caller());
        request.respondNoContent();
    }

    private void storeLocation(ApiRequest request) {
        UUID result = request.id(EntityKind.RESULT.toString());
        String location = JsonReader.read(
                "script log", body.json(request.context()), json -> json.requiredText("scriptLogLocation"));
        logs.storeLocation(result, location, request.caller());
        request.respondNoContent();
    }
}
