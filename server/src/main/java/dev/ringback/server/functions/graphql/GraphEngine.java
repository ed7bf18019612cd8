package dev.ringback.server.functions.graphql;

import dev.ringback.server.access.Caller;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.analysis.FieldComplexityEnvironment;
import graphql.analysis.MaxQueryComplexityInstrumentation;
import graphql.analysis.MaxQueryDepthInstrumentation;
import graphql.execution.instrumentation.ChainedInstrumentation;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.util.List;

/** Answers requests in GraphQL within bounds on what they may cost. */
final class GraphEngine {

    /** Traces are a few spans deep, and what asks for the schema itself goes deepest. */
    static final int MOST_DEPTH = 20;

    /** In fields; ten lists, or some hundred runs with a few fields of each. */
    static final int MOST_COST = 10_000;

    /** A list may look at 2,000 runs or events. */
    private static final int COST_OF_LIST = 1_000;

    /** What has parts is read from the disk. */
    private static final int COST_OF_OBJECT = 10;

    private final GraphQL graph;

    GraphEngine(GraphQLSchema schema) {
        graph =
                GraphQL.newGraphQL(schema)
                        .defaultDataFetcherExceptionHandler(new GraphFailures())
                        .instrumentation(
                                new ChainedInstrumentation(
                                        List.of(
                                                new MaxQueryDepthInstrumentation(MOST_DEPTH),
                                                new MaxQueryComplexityInstrumentation(
                                                        MOST_COST, GraphEngine::cost))))
                        .build();
    }

    /** What a field and those below it cost; so little more than is allowed that sums hold it. */
    private static int cost(FieldComplexityEnvironment field, int below) {
        boolean hasParts =
                !GraphQLTypeUtil.isLeaf(
                        GraphQLTypeUtil.unwrapAll(field.getFieldDefinition().getType()));
        long cost =
                field.getArguments().get("first") instanceof Integer first
                        ? COST_OF_LIST + Math.clamp(first, 1, GraphPage.MOST) * (long) below
                        : below + (hasParts ? COST_OF_OBJECT : 1L);
        return (int) Math.min(MOST_COST + 1L, cost);
    }

    /** What comes of a request; whatever fails that is nobody's fault is thrown. */
    ExecutionResult answer(GraphBody body, Caller caller) {
        ExecutionInput.Builder input =
                ExecutionInput.newExecutionInput(body.query())
                        .variables(body.variables())
                        .graphQLContext(context -> context.put(Caller.class, caller));
        body.operation().ifPresent(input::operationName);
        ExecutionInput asked = input.build();
        ExecutionResult result = graph.execute(asked);
        GraphFailures.rethrow(asked.getGraphQLContext());
        return result;
    }
}
