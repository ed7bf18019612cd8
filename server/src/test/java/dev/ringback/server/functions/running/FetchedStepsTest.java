package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Document;
import dev.ringback.server.functions.kept.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What functions have the server request for their steps. */
final class FetchedStepsTest {

    private static final String ON_A = ",'triggers':[{'event':'a'}]";

    private final RunRig rig = new RunRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void whatAFunctionWantsToHaveRequestedNeedNotBeHttp() {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/g").isPresent()
                                ? Says.returned(
                                        "'" + body.text("/steps/g/error/name").orElse("?") + "'")
                                : Says.ops(
                                        "[{'op':'Gateway','id':'g','opts':"
                                                + "{'url':'http://x/','method':'G ET'}}]"));

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed \"GatewayError\"");
    }

    @Test
    void headersOfRequestsAreNowhereToBeRead() {
        rig.function(
                "app-f",
                ON_A,
                body ->
                        body.at("/steps/g").isPresent()
                                ? Says.returned("1")
                                : Says.ops(
                                        "[{'op':'Gateway','id':'g','opts':{'url':'http://x/',"
                                                + "'headers':{'X-Key':'hidden-key'}}}]"));
        rig.whileFetching(() ->
                assertThat(rig.documents(Run.KIND))
                        .extracting(Document::body)
                        .noneMatch(body -> body.text().contains("hidden-key")));

        rig.send("a", "{}");
        rig.untilAllHaveEnded(1);

        assertThat(rig.end("app-f")).isEqualTo("completed 1");
        assertThat(rig.calls())
                .flatExtracting(call -> rig.disk.attempts(call.id()))
                .extracting(Object::toString)
                .noneMatch(attempt -> attempt.contains("hidden-key"));
    }
}
