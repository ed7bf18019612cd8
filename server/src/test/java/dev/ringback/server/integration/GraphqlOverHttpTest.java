package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What else is asked for in GraphQL, who may ask, and how much. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GraphqlOverHttpTest {

    private final GraphqlSite site = GraphqlSite.start();
    private final Api api = site.ringback().admin();
    private final GraphqlClient graph = site.graph();

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void eventsAreFoundWithTheRunsThatTheyStarted() {
        String run = graph.run("quick");
        String list =
                """
                query ($from: Time!) {
                  eventsV2(first: 100, filter: {from: $from, includeInternalEvents: false}) {
                    edges { node { id name occurredAt raw runs { id } } }
                    pageInfo { hasNextPage }
                  }
                }
                """;

        JsonNode node =
                graph.data(list, Map.of("from", "2026-01-01T00:00:00Z"))
                        .at("/eventsV2/edges")
                        .valueStream()
                        .map(edge -> edge.path("node"))
                        .peek(each ->
                                assertThat(each.path("name").asString())
                                        .doesNotStartWith("inngest/"))
                        .filter(each -> each.path("runs").toString().contains(run))
                        .findFirst()
                        .orElseThrow();

        String one = "query Event($id: ULID!) { eventV2(id: $id) { idempotencyKey name raw } }";
        JsonNode event = graph.data(one, Map.of("id", node.path("id").asString())).path("eventV2");
        assertThat(event.path("name").asString()).isEqualTo("quick");
        assertThat(event.path("raw")).isEqualTo(node.path("raw"));
        assertThat(event.path("idempotencyKey").isString()).isTrue();
        assertThat(graph.data(one, Map.of("id", "none")).path("eventV2").isNull()).isTrue();
    }

    @Test
    void anAppThatIsAskedForItsFunctionsSaysWhyItIsNotThere() {
        String query =
                "mutation ($url: String!) { createApp(input: {url: $url}) { id name connected error"
                        + " } }";
        String nowhere = "http://127.0.0.1:1/api/inngest";

        JsonNode created = graph.data(query, Map.of("url", nowhere)).path("createApp");

        assertThat(created.path("connected").asBoolean()).isFalse();
        assertThat(created.path("error").asString()).contains(nowhere);
        assertThat(graph.data("{ apps { name } }", Map.of()).toString())
                .contains("{\"name\":\"app\"}", created.path("name").asString());
    }

    @Test
    void itTakesAKeyAndMoreOfItToChangeThings() {
        Tenant tenant = site.ringback().tenant();
        String read =
                tenant.api().post("/api/v1/keys", "{'scopes':['read']}").expect(201).text("key");
        GraphqlClient reader = new GraphqlClient(api.with(read));
        String run = graph.run("slow");

        assertThat(reader.ask("{ functions { slug } }", Map.of()).path("data").toString())
                .isEqualTo("{\"functions\":[]}");
        assertThat(
                        reader.ask(GraphqlClient.RUN_WITH_TRACE, Map.of("runId", run))
                                .at("/data/run")
                                .isNull())
                .isTrue();
        String cancel = "mutation ($id: ULID!) { cancelRun(runID: $id) { id } }";
        assertThat(reader.problem(cancel, Map.of("id", run))).contains("scope write");
        assertThat(new GraphqlClient(tenant.api()).problem(cancel, Map.of("id", run)))
                .startsWith("runID: ");

        Header far = new Header("X-Forwarded-For", "203.0.113.7");
        api.with("").post(GraphqlClient.PATH, "{'query':'{ apps { name } }'}", far).expect(401);
    }

    @Test
    void whatCannotBeReadIsToldInTheWordsOfGraphql() {
        assertThat(GraphqlClient.problem(api.post(GraphqlClient.PATH, "[").expect(400).json()))
                .contains("no JSON object");
        assertThat(GraphqlClient.problem(api.post(GraphqlClient.PATH, "{}").expect(400).json()))
                .startsWith("query: ");
        assertThat(
                        GraphqlClient.problem(
                                api.post(GraphqlClient.PATH, "{'query':'{ apps','variables':null}")
                                        .expect(200)
                                        .json()))
                .contains("Invalid syntax");
        assertThat(graph.problem("{ apps { nothing } }", Map.of())).contains("nothing");
        String events =
                "query ($n: [String!]) { eventsV2(filter: {eventNames: $n}) { edges { cursor } } }";
        assertThat(graph.problem(events, Map.of("n", List.of("a", "b")))).contains("at most");
        assertThat(graph.problem(events, Map.of("n", List.of("\0"))))
                .startsWith("filter.eventNames: ");
        String first = "query ($n: Int) { runs(first: $n) { edges { cursor } } }";
        assertThat(graph.problem(first, Map.of("n", 0))).startsWith("first: ");
        String huge = "{'query':'" + first + "','variables':{'n':1e999}}";
        assertThat(GraphqlClient.problem(api.post(GraphqlClient.PATH, huge).expect(200).json()))
                .contains("Int");
    }

    @Test
    void aRequestMayAskForSoMuch() {
        String deep =
                "{ runTrace(runID: \"x\") "
                        + "{ childrenSpans ".repeat(20)
                        + "{ name }"
                        + " }".repeat(21);
        assertThat(graph.problem(deep, Map.of())).contains("depth");
        StringBuilder wide = new StringBuilder("{");
        for (int i = 0; i < 11; i++) {
            wide.append(" r").append(i).append(": runs(first: 1) { edges { cursor } }");
        }
        assertThat(graph.problem(wide + "}", Map.of())).contains("complexity");
        api.post(GraphqlClient.PATH, "{'query':'" + " ".repeat(300 << 10) + "'}").expect(413);
    }

    @Test
    void theSchemaCanBeAskedFor() {
        assertThat(
                        graph.data("{ __schema { queryType { fields { name } } } }", Map.of())
                                .toString())
                .contains("runTraceSpanOutputByID");
    }
}
