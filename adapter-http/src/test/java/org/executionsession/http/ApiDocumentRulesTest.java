package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.support.ApiDocumentRules;
import org.junit.jupiter.api.Test;

/** An omission in {@code openapi.json} fails with a message that says what to add. */
class ApiDocumentRulesTest {

    private final ObjectNode document = read();

    private static ObjectNode read() {
        try (InputStream resource = ExecutionSessionHttpServer.class.getResourceAsStream("openapi.json")) {
            return (ObjectNode) new ObjectMapper().readTree(resource);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @Test
    void anUndescribedRoute_isNamed() {
        document.withObject("/paths").removeAll().putObject("/about").putObject("get");
        assertThat(ApiDocumentRules.operations(
                        document, List.of("GET /qrs/about", "HEAD /qrs/about", "POST /qrs/more/{id}", "GET /qrs/docs")))
                .containsExactly("add the operation POST /more/{id} to paths");
        assertThat(ApiDocumentRules.operations(document, List.of()))
                .containsExactly("remove the operation GET /about from paths");
    }

    @Test
    void anOperationWithoutTheCommonResponses_isNamed() {
        document.withObject("/paths/~1about/get/responses").remove("408");
        assertThat(ApiDocumentRules.commonResponses(document)).containsExactly("add the responses [408] to GET /about");
    }

    @Test
    void anUndescribedMember_isNamed() {
        document.withObject("/components/schemas/Privilege").put("description", "What.\n- `Create`\n- `Read`");
        assertThat(ApiDocumentRules.enumeration(document, "Privilege", List.of("Create", "Read", "More")))
                .containsExactly("add More to the description of #/components/schemas/Privilege");
        assertThat(ApiDocumentRules.enumeration(document, "Privilege", List.of("Read", "Create")))
                .containsExactly(
                        "sort the members in the description of #/components/schemas/Privilege: [Read, Create]");
        assertThat(ApiDocumentRules.enumeration(document, "Privilege", List.of("Create")))
                .containsExactly("remove Read from the description of #/components/schemas/Privilege");
    }

    @Test
    void anUndescribedProperty_isNamed() {
        assertThat(queryableWithout(", `retries`"))
                .containsExactly("add `retries` to the line '- `eq` `ne` `gt` `ge` `lt` `le` ', and to no other,"
                        + " in the description of #/components/parameters/ExecutionSessionFilter");
        assertThat(queryableWithout(", `app.stream`"))
                .containsExactly("add `app.stream` to the last line, which has `null`,"
                        + " in the description of #/components/parameters/ExecutionSessionFilter");
        assertThat(queryableWithout("Undefined, ")).singleElement().asString().contains("`abortReason`");
    }

    private List<String> queryableWithout(String text) {
        ObjectNode parameter = document.withObject("/components/parameters/ExecutionSessionFilter");
        String description = parameter.get("description").textValue();
        assertThat(description).contains(text);
        parameter.put("description", description.replace(text, ""));
        List<String> changes = ApiDocumentRules.queryable(document, QueryableProperties.SESSIONS);
        parameter.put("description", description);
        return changes;
    }

    @Test
    void aPropertyThatIsNotQueryable_isNamed() {
        ObjectNode parameter = document.withObject("/components/parameters/ExecutionResultFilter");
        parameter.put("description", parameter.get("description").textValue() + ", `more`");
        assertThat(ApiDocumentRules.queryable(document, QueryableProperties.RESULTS))
                .containsExactly("remove `more` from the description of #/components/parameters/ExecutionResultFilter");
    }

    @Test
    void aPropertyThatIsNotRequired_isNamed() {
        document.withObject("/components/schemas/Count/properties").putObject("more");
        assertThat(ApiDocumentRules.required(document))
                .containsExactly("add more to required of #/components/schemas/Count");
    }

    @Test
    void aPropertyThatIsNotInTheDraft_isNamed() {
        document.withObject("/components/schemas/ExecutionSession/properties").putObject("more");
        document.withObject("/components/schemas/ExecutionResultDraft").putArray("required");
        document.withObject("/components/schemas/ExecutionResultDraft/properties/duration")
                .put("type", "string");
        assertThat(ApiDocumentRules.drafts(document))
                .hasSize(3)
                .contains(
                        "add the property more to #/components/schemas/ExecutionSessionDraft",
                        "remove required from #/components/schemas/ExecutionResultDraft")
                .anyMatch(
                        change -> change.startsWith("describe duration of #/components/schemas/ExecutionResultDraft"));
    }

    @Test
    void aComponentThatIsNoProperty_isNamed() {
        document.withObject("/components/schemas/ExecutionSession/properties").remove("user");
        document.withObject("/components/schemas/ExecutionSessionDraft/properties")
                .remove("user");
        assertThat(ApiDocumentRules.components(document, "ExecutionSession", ExecutionSessionDraft.class))
                .containsExactly(
                        "add the property user to #/components/schemas/ExecutionSession in openapi.json:"
                                + " it is a component of ExecutionSessionDraft",
                        "add the property user to #/components/schemas/ExecutionSessionDraft in openapi.json:"
                                + " it is a component of ExecutionSessionDraft");
    }

    @Test
    void aKindThatIsDescribedDifferently_isNamed() {
        document.withObject("/paths/~1executionresult~1count/get").remove("parameters");
        document.withObject("/paths/~1executionresult~1{id}/put/responses").remove("409");
        assertThat(ApiDocumentRules.alike(document, "/executionresult", "ExecutionResult"))
                .containsExactly(
                        "give GET /executionresult/count the parameters"
                                + " [{\"$ref\":\"#/components/parameters/ExecutionResultFilter\"}]",
                        "add the responses [409] to PUT /executionresult/{id}");
    }
}
