package dev.ringback.server.functions.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.StoreBusyException;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import graphql.ExecutionResult;
import graphql.schema.DataFetcher;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeRuntimeWiring;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What requests may cost, and what becomes of those of which something fails. */
final class GraphEngineTest {

    private static final String SCHEMA =
            """
            type Query {
              more(first: Int): [Query] all: [Query!]! one: Query text: String
              asked: String gone: String away: String
            }
            """;

    private final GraphEngine engine =
            new GraphEngine(
                    new SchemaGenerator()
                            .makeExecutableSchema(new SchemaParser().parse(SCHEMA), wiring()));

    private static RuntimeWiring wiring() {
        TypeRuntimeWiring.Builder query =
                TypeRuntimeWiring.newTypeWiring("Query")
                        .dataFetcher("more", _ -> List.of())
                        .dataFetcher("all", _ -> Collections.nCopies(20, "one of them"))
                        .dataFetcher("text", _ -> Optional.empty())
                        .dataFetcher("asked", asked -> GraphArguments.project(asked).value())
                        .dataFetcher("gone", failing(new GraphProblem("it is gone, 100%")))
                        .dataFetcher("away", failing(new StoreBusyException("busy")));
        return RuntimeWiring.newRuntimeWiring().type(query).build();
    }

    private static DataFetcher<Object> failing(RuntimeException how) {
        return _ -> {
            throw how;
        };
    }

    private ExecutionResult answer(String query) {
        var caller = new Caller(new ProjectId("p"), "k", Set.of(Scope.READ), false);
        return engine.answer(new GraphBody(query, Optional.empty(), Map.of()), caller);
    }

    private String problem(String query) {
        return answer(query).getErrors().getFirst().getMessage();
    }

    @Test
    void whoAsksIsKnownAndWhatIsNotThereIsNull() {
        assertThat(GraphAnswer.json(answer("{ asked text }").toSpecification()))
                .hasToString("{\"data\":{\"asked\":\"p\",\"text\":null}}");
    }

    @Test
    void aProblemLeavesTheOtherFields() {
        ExecutionResult result = answer("{ asked gone }");
        assertThat(result.<Map<String, Object>>getData()).containsEntry("asked", "p");
        assertThat(result.getErrors().getFirst().getMessage()).isEqualTo("it is gone, 100%");
        assertThat(result.getErrors().getFirst().getPath()).containsExactly("gone");
    }

    @Test
    void whatIsNobodysFaultFailsForTheWholeRequestAsItIs() {
        assertThatThrownBy(() -> answer("{ asked away }")).isInstanceOf(StoreBusyException.class);
    }

    @Test
    void depthAndCostHaveBounds() {
        assertThat(problem("{ one ".repeat(21) + "{ text }" + " }".repeat(21))).contains("depth");
        assertThat(answer("{ more(first: 100) { text } }").getErrors()).isEmpty();
        assertThat(problem("{ more(first: 100) { more(first: 1) { text } } }"))
                .contains("complexity");
        assertThat(problem("{ more(first: 100) { more(first: null) { text } } }"))
                .contains("complexity");
    }

    @Test
    void anAnswerHasABoundHoweverLittleIsAskedFor() {
        assertThat(answer("{ all { all { all { text } } } }").getErrors()).isEmpty();
        assertThat(problem("{ " + "all { ".repeat(5) + "text" + " }".repeat(6)))
                .isEqualTo("the answer would have more than 100000 values; ask for less");
    }

    @Test
    void noSumOfCostsIsSoLargeThatItLooksSmall() {
        String list = "more(first: 2000000000) { text } ";
        StringBuilder lists = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            lists.append('a').append(i).append(": ").append(list);
        }
        String deeper =
                "{ more(first: 100) { more(first: 100) { more(first: 100) { " + lists + "} } } }";
        assertThat(problem(deeper)).contains("complexity");
    }
}
