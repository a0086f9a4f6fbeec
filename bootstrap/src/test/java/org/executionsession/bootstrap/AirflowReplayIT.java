package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.executionsession.bootstrap.support.ClientSocket;
import org.executionsession.bootstrap.support.ReplayedServer;
import org.executionsession.bootstrap.support.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Case A8: two helper modules of Airflow users, recorded from the library requests. The first says nothing of its user,
 * whom the proxy of Qlik would know; the second reads answers as literals of Python.
 */
class AirflowReplayIT {

    private static final String NO_DATE = "1753-01-01T00:00:00.000Z";
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

    @RegisterExtension
    static final ReplayedServer server = new ReplayedServer();

    @Test
    void firstOperator_findsTheActiveExecutionByAppAndPollsUntilItStops() throws IOException {
        String session = "0a800000-0000-4000-8000-000000000001";
        server.scheduler().start(session, "0a800000-0000-4000-8000-000000000002");
        server.scheduler().proceed(session);
        assertThat(first("/qrs/about?").status()).isEqualTo(200);

        JsonNode active = first("/qrs/executionresult/full?filter=appId%20eq%20" + Scheduler.APP + "&")
                .json(200)
                .get(0);
        assertThat(active.get("stopTime").textValue()).isEqualTo(NO_DATE);
        assertThat(active.get("executionID").textValue()).isEqualTo(session).isNotEqualTo(NO_ID);
        assertThat(active.get("taskID").textValue()).isEqualTo(Scheduler.TASK);

        String loop = "/qrs/executionresult/full?filter=ExecutionId%20eq%20" + session + "&";
        assertThat(first(loop).json(200).get(0).get("stopTime").textValue()).isEqualTo(NO_DATE);
        server.scheduler().finish(session);
        JsonNode stopped = first(loop).json(200).get(0);
        assertThat(stopped.get("stopTime").textValue()).isNotEqualTo(NO_DATE);
        assertThat(stopped.get("status").intValue()).isEqualTo(7);
        assertThat(stopped.get("appID").textValue()).isEqualTo(Scheduler.APP);
    }

    @Test
    void secondOperator_readsTheResultOfTheSession() throws IOException {
        String session = "0a800000-0000-4000-8000-000000000003";
        server.scheduler().start(session, "0a800000-0000-4000-8000-000000000004");
        ClientSocket.Answer run = second("qrs/executionsession/" + session);
        String result = run.json(200).get("executionResult").get("id").textValue();
        assertThat(second("qrs/executionresult/" + result)
                        .json(200)
                        .get("status")
                        .isInt())
                .isTrue();

        // Literals of Python are made by replacing these very texts.
        assertThat(run.text()).contains(":null").doesNotContainPattern("(null|true|false)(?<!:null|:true|:false)");
        server.scheduler().finish(session);
        assertThat(second("qrs/executionresult/" + result)
                        .json(200)
                        .get("status")
                        .intValue())
                .isEqualTo(7);
    }

    private static ClientSocket.Answer first(String path) throws IOException {
        return server.socket().send("""
                GET %sxrfkey=iX83QmNlvu87yyAB HTTP/1.1
                Host: 127.0.0.1:4242
                User-Agent: Windows
                Accept-Encoding: gzip, deflate
                Accept: */*
                Connection: keep-alive
                X-Qlik-xrfkey: iX83QmNlvu87yyAB
                Content-Type: application/json
                """.formatted(path));
    }

    private static ClientSocket.Answer second(String path) throws IOException {
        return server.socket().send("""
                GET /%s?Xrfkey=q1w2e3r4t5y6u7i8 HTTP/1.1
                Host: 127.0.0.1:4242
                User-Agent: python-requests/2.34.2
                Accept-Encoding: gzip, deflate
                Accept: */*
                Connection: keep-alive
                content-type: application/json
                X-Qlik-Xrfkey: q1w2e3r4t5y6u7i8
                X-Qlik-User: UserDirectory=INTERNAL; UserId=sa_repository
                """.formatted(path));
    }
}
