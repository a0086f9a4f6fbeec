package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a body can store, another one can refer to. */
class BodyLimitIT {

    @TempDir
    Path folder;

    @Test
    void aResultAsLargeAsABody_canBeReferredTo() throws Exception {
        String detail = "{\"message\":\"" + "m".repeat(99_000) + "\"}";
        String details = String.join(",", Collections.nCopies(20, detail));
        try (RunnableJar server = RunnableJar.serve(folder, "--max-body-bytes", "2097152")) {
            HttpCaller caller = new HttpCaller(server.url());
            HttpResponse<String> result = caller.post("/executionresult", "{\"details\":[" + details + "]}");
            assertThat(result.statusCode()).isEqualTo(201);
            String location = result.headers().firstValue("Location").orElseThrow();
            String id = location.substring(location.lastIndexOf('/') + 1);
            HttpResponse<String> session =
                    caller.post("/executionsession", "{\"executionResult\":{\"id\":\"" + id + "\"}}");
            assertThat(session.statusCode()).isEqualTo(201);
            assertThat(session.body()).contains(id);
        }
    }
}
