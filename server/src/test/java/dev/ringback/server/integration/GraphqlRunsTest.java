package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Runs as the tests of SDKs and other tools ask for them in GraphQL, in their words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GraphqlRunsTest {

    private final GraphqlSite site = GraphqlSite.start();
    private final GraphqlClient graph = site.graph();

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void whatARunReturnedIsFoundByItsTrace() {
        JsonNode output = graph.output(graph.trace(graph.run("quick"), "COMPLETED"));

        assertThat(output.path("data").asString()).isEqualTo("{\"n\":1}");
        assertThat(output.path("error").isNull()).isTrue();
    }

    @Test
    void withWhatARunFailedIsFoundByItsTrace() {
        JsonNode output = graph.output(graph.trace(graph.run("broken"), "FAILED"));

        assertThat(output.path("data").isNull()).isTrue();
        assertThat(output.at("/error/message").asString()).isEqualTo("no luck");
        assertThat(output.at("/error/name").asString()).isEqualTo("E");
    }

    @Test
    void aTraceHasASpanForEachStep() {
        String run = graph.run("quick");
        graph.trace(run, "COMPLETED");
        String query =
                """
                fragment Fields on RunTraceSpan {
                  name stepID spanID status stepOp attempts duration isRoot
                  metadata { scope kind values updatedAt }
                }
                query ($runId: String!) {
                  run(runID: $runId) {
                    trace(preview: true) {
                      ...Fields
                      childrenSpans { ...Fields outputID childrenSpans { ...Fields isUserland } }
                    }
                  }
                }
                """;

        JsonNode trace = graph.data(query, Map.of("runId", run)).at("/run/trace");

        assertThat(trace.path("name").asString()).isEqualTo("quick");
        assertThat(trace.path("stepID").isNull()).isTrue();
        assertThat(trace.path("isRoot").asBoolean()).isTrue();
        JsonNode step = trace.at("/childrenSpans/0");
        assertThat(step.path("name").asString()).isEqualTo("one");
        assertThat(step.path("stepOp").asString()).isEqualTo("RUN");
        assertThat(step.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(step.path("spanID").asString()).isEqualTo(step.path("stepID").asString());
        assertThat(step.path("metadata").toString()).isEqualTo("[]");
        assertThat(graph.output(step).path("data").asString()).isEqualTo("\"first\"");
        assertThat(graph.output(step).path("input").asString()).isEqualTo("[1]");
    }

    @Test
    void aWaitInVainHasCompletedLikeAnyOtherStep() {
        String run = graph.run("patient");
        graph.trace(run, "COMPLETED");
        String query = "query ($id: String!) { runTrace(runID: $id) { childrenSpans { status } } }";

        assertThat(graph.data(query, Map.of("id", run)).at("/runTrace/childrenSpans").toString())
                .isEqualTo("[{\"status\":\"COMPLETED\"}]");
    }

    @Test
    void aRunIsShownWithWhatStartedIt() {
        String run = graph.run("quick");
        graph.trace(run, "COMPLETED");
        String query =
                """
                query GetRun($run_id: String!) {
                  run(runID: $run_id) {
                    id output status functionID isBatch eventName hasTrace: trace { runID }
                    function { id slug name app { name externalID } triggers { type value } }
                  }
                  runTrigger(runID: $run_id) { eventName IDs payloads isBatch cron }
                }
                """;

        JsonNode data = graph.data(query, Map.of("run_id", run));

        JsonNode shown = data.path("run");
        assertThat(shown.path("output").asString()).isEqualTo("{\"n\":1}");
        assertThat(shown.path("eventName").asString()).isEqualTo("quick");
        assertThat(shown.at("/function/slug").asString()).isEqualTo("app-quick");
        assertThat(shown.at("/function/id")).isEqualTo(shown.path("functionID"));
        assertThat(shown.at("/function/app/name").asString()).isEqualTo("app");
        assertThat(shown.at("/function/triggers").toString())
                .isEqualTo("[{\"type\":\"EVENT\",\"value\":\"quick\"}]");
        JsonNode trigger = data.path("runTrigger");
        assertThat(trigger.path("eventName").asString()).isEqualTo("quick");
        JsonNode payload = Answer.JSON.readTree(trigger.at("/payloads/0").asString());
        assertThat(payload.at("/data/n").asInt()).isEqualTo(7);
    }

    @Test
    void runsAreListedPageByPage() {
        graph.trace(graph.run("listed"), "RUNNING");
        String last = graph.run("listed");
        graph.trace(last, "RUNNING");
        String query =
                """
                query Runs($filter: RunsFilterV2!, $orderBy: [RunsV2OrderBy!]!, $first: Int!, $after: String) {
                  runs(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
                    edges { node { id status function { slug } } cursor }
                    pageInfo { hasNextPage hasPreviousPage endCursor }
                  }
                }
                """;
        Map<String, Object> filter =
                Map.of(
                        "from",
                        "2026-01-01T00:00:00Z",
                        "status",
                        List.of("RUNNING"),
                        "functionIDs",
                        List.of(graph.function("app-listed")));
        List<Map<String, String>> order =
                List.of(Map.of("field", "QUEUED_AT", "direction", "DESC"));

        JsonNode page =
                graph.data(query, Map.of("filter", filter, "orderBy", order, "first", 1))
                        .path("runs");

        assertThat(page.at("/edges/0/node/id").asString()).isEqualTo(last);
        assertThat(page.at("/edges/0/node/function/slug").asString()).isEqualTo("app-listed");
        assertThat(page.at("/pageInfo/hasNextPage").asBoolean()).isTrue();
        String cursor = page.at("/pageInfo/endCursor").asString();
        Map<String, Object> more =
                Map.of("filter", filter, "orderBy", order, "first", 100, "after", cursor);
        JsonNode next = graph.data(query, more).path("runs");
        assertThat(next.at("/pageInfo/hasPreviousPage").asBoolean()).isTrue();
        assertThat(next.path("edges").toString()).contains("RUNNING").doesNotContain(last);

        Map<String, String> upwards = Map.of("field", "QUEUED_AT", "direction", "ASC");
        Map<String, Object> oldest =
                Map.of("filter", filter, "orderBy", List.of(upwards), "first", 1);
        assertThat(graph.problem(query, oldest)).startsWith("orderBy: ");
    }

    @Test
    void theRunsOfOneFunctionAreListed() {
        String run = graph.run("slow");
        String slow = graph.function("app-slow");
        String query =
                "query ($ids: [UUID!]) { runs(filter: {functionIDs: $ids}) { edges { node { id"
                        + " functionID } } } }";

        String found = graph.data(query, Map.of("ids", List.of(slow))).toString();

        assertThat(found).contains(run);
        assertThat(found).doesNotContain("app-quick");
        assertThat(graph.problem(query, Map.of("ids", List.of("0-0"))))
                .contains("there is no function");
    }

    @Test
    void aRunIsCancelled() {
        String query =
                "mutation CancelRun($runID: ULID!) { cancelRun(runID: $runID) { id status } }";
        String slow = graph.run("slow");
        JsonNode cancelled = graph.data(query, Map.of("runID", slow)).path("cancelRun");
        assertThat(cancelled.path("status").asString()).isEqualTo("CANCELLED");
        assertThat(graph.trace(slow, "CANCELLED").path("outputID").isString()).isTrue();

        String quick = graph.run("quick");
        graph.trace(quick, "COMPLETED");
        assertThat(graph.problem(query, Map.of("runID", quick))).contains("has completed");
        assertThat(graph.problem(query, Map.of("runID", "none"))).startsWith("runID: ");
    }

    @Test
    void aRunIsMadeOnceMoreAndFromAStepOn() {
        String first = graph.run("quick");
        graph.trace(first, "COMPLETED");
        String query =
                "mutation Rerun($runID: ULID!, $from: RerunFromStepInput) { rerun(runID: $runID,"
                        + " fromStep: $from) }";

        String again = graph.data(query, Map.of("runID", first)).path("rerun").asString();
        graph.trace(again, "COMPLETED");
        assertThat(again).isNotEqualTo(first);

        Map<String, String> from = Map.of("stepID", "one", "input", "[2]");
        String other =
                graph.data(query, Map.of("runID", first, "from", from)).path("rerun").asString();
        graph.trace(other, "COMPLETED");

        Map<String, String> wrong = Map.of("stepID", "one", "input", "{}");
        assertThat(graph.problem(query, Map.of("runID", first, "from", wrong)))
                .startsWith("fromStep.input: must be a list");
        Map<String, String> strange = Map.of("stepID", "two");
        assertThat(graph.problem(query, Map.of("runID", first, "from", strange)))
                .startsWith("fromStep.stepID: is no step");
    }
}
