package dev.ringback.server.functions.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a request in GraphQL is read. */
final class GraphBodyTest {

    private static GraphBody.Read read(String json) {
        return GraphBody.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aQueryComesWithItsVariablesAndMaybeAnOperation() {
        String body =
                "{'query':'q','operationName':'o','extensions':{},'variables':{'a':'x','n':1,'b':true,'c':null,'d':{'e':['f',2.5]}}}";
        assertThat(read(body))
                .isEqualTo(
                        new GraphBody.Read.Good(
                                new GraphBody(
                                        "q",
                                        Optional.of("o"),
                                        Map.of(
                                                "a",
                                                "x",
                                                "n",
                                                1.0,
                                                "b",
                                                true,
                                                "d",
                                                Map.of("e", List.of("f", 2.5))))));
    }

    @Test
    void whatIsNullIsLeftOut() {
        assertThat(read("{'query':'q','operationName':null,'variables':null}"))
                .isEqualTo(new GraphBody.Read.Good(new GraphBody("q", Optional.empty(), Map.of())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | the body is no JSON object",
                "{'query' | the body is no JSON object",
                "{'variables':{}} | query: is missing; it is what is asked for",
                "{'query':'q','variables':'x'} | variables: must be an object",
                "{'query':'q','variables':[1]} | variables: must be an object",
            })
    void whatIsWrongIsSaid(String body, String why) {
        assertThat(read(body.replace("'", "\""))).isEqualTo(new GraphBody.Read.Bad(why));
    }
}
