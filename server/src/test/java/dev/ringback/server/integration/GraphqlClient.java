package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A client that asks in GraphQL, in the words of the tests of SDKs.
 *
 * @param api the same server's client
 */
record GraphqlClient(Api api) {

    static final String PATH = "/v0/gql";

    static final String RUN_WITH_TRACE =
            """
            query ($runId: String!) {
              run(runID: $runId) { status trace(preview: true) { status outputID } }
            }
            """;

    private static final String OUTPUT =
            """
            query ($traceID: String!) {
              runTraceSpanOutputByID(outputID: $traceID) { input data error { message name stack } }
            }
            """;

    private static final String RUNS_OF_EVENT =
            """
            query GetRunFromEventID($event_id: ID!) {
              event(query: {eventId: $event_id}) { name raw totalRuns functionRuns { id status } }
            }
            """;

    /** All of an answer. */
    JsonNode ask(String query, Map<String, Object> variables) {
        Map<String, Object> body = Map.of("query", query, "variables", variables);
        return api.call("POST", PATH, Payload.of(Answer.JSON.writeValueAsString(body)))
                .expect(200)
                .json();
    }

    /** What is answered where nothing is wrong. */
    JsonNode data(String query, Map<String, Object> variables) {
        JsonNode answer = ask(query, variables);
        assertThat(answer.path("errors").toString()).isEmpty();
        return answer.path("data");
    }

    /** What is said to be wrong. */
    String problem(String query, Map<String, Object> variables) {
        return problem(ask(query, variables));
    }

    static String problem(JsonNode answer) {
        return answer.path("errors").path(0).path("message").asString("none");
    }

    /** The run that an event of a name starts. */
    String run(String event) {
        String body = "{'name':'%s','data':{'n':7}}".formatted(event);
        String id = api.post("/e/x", body).expect(200).json().path("ids").path(0).asString();
        List<String> runs = new ArrayList<>();
        Eventually.until(
                "it has a run",
                () -> {
                    data(RUNS_OF_EVENT, Map.of("event_id", id))
                            .at("/event/functionRuns")
                            .forEach(run -> runs.add(run.path("id").asString()));
                    return !runs.isEmpty();
                });
        return runs.getFirst();
    }

    /** The trace of a run, once it has a status. */
    JsonNode trace(String run, String status) {
        List<JsonNode> traces = new ArrayList<>();
        Eventually.until(
                "it is " + status,
                () -> {
                    JsonNode trace = data(RUN_WITH_TRACE, Map.of("runId", run)).at("/run/trace");
                    traces.add(trace);
                    return trace.path("status").asString().equals(status);
                });
        return traces.getLast();
    }

    /** What a run or a step came to, by its span. */
    JsonNode output(JsonNode span) {
        return data(OUTPUT, Map.of("traceID", span.path("outputID").asString()))
                .path("runTraceSpanOutputByID");
    }

    /** The id of a function. */
    String function(String slug) {
        return data("{ functions { id slug name } }", Map.of())
                .path("functions")
                .valueStream()
                .filter(each -> each.path("slug").asString().equals(slug))
                .map(each -> each.path("id").asString())
                .findFirst()
                .orElseThrow();
    }
}
