package dev.ringback.server.functions.graphql;

import dev.ringback.server.access.Caller;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphqlErrorBuilder;
import graphql.analysis.FieldComplexityEnvironment;
import graphql.analysis.MaxQueryComplexityInstrumentation;
import graphql.analysis.MaxQueryDepthInstrumentation;
import graphql.execution.ResultNodesInfo;
import graphql.execution.instrumentation.ChainedInstrumentation;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.util.List;

/** Answers requests in GraphQL within bounds on what they may cost. */
final class GraphEngine {

    /** Traces are a few spans deep, and what asks for the schema itself goes deepest. */
    private static final int MOST_DEPTH = 20;

    /** In fields; ten lists, or some hundred runs with a few fields of each. */
    private static final int MOST_COST = 10_000;

    /** Fields and elements of an answer: apps have functions, which have apps, and so on. */
    private static final int MOST_VALUES = 100_000;

    /** A list may look at 2,000 runs or events. */
    private static final int COST_OF_LIST = 1_000;

    /** What has parts is read from the disk. */
    private static final int COST_OF_OBJECT = 10;

    private static final ExecutionResult TOO_LARGE =
            ExecutionResult.newExecutionResult()
                    .addError(
                            GraphqlErrorBuilder.newError()
                                    .message(
                                            "the answer would have more than %s values; ask for"
                                                    + " less",
                                            MOST_VALUES)
                                    .build())
                    .build();

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
        GraphQLFieldDefinition asked = field.getFieldDefinition();
        boolean hasParts = !GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(asked.getType()));
        long cost =
                asked.getArgument("first") != null
                        ? COST_OF_LIST + entries(field) * (long) below
                        : below + (hasParts ? COST_OF_OBJECT : 1L);
        return (int) Math.min(MOST_COST + 1L, cost);
    }

    private static int entries(FieldComplexityEnvironment list) {
        return list.getArguments().get("first") instanceof Integer first
                ? Math.clamp(first, 1, GraphPage.MOST)
                : GraphPage.MOST;
    }

    /** What comes of a request; whatever fails that is nobody's fault is thrown. */
    ExecutionResult answer(GraphBody body, Caller caller) {
        ExecutionInput.Builder input =
                ExecutionInput.newExecutionInput(body.query())
                        .variables(body.variables())
                        .graphQLContext(context ->
                                context.put(Caller.class, caller)
                                        .put(ResultNodesInfo.MAX_RESULT_NODES, MOST_VALUES));
        body.operation().ifPresent(input::operationName);
        ExecutionInput asked = input.build();
        ExecutionResult result = graph.execute(asked);
        GraphFailures.rethrow(asked.getGraphQLContext());
        return isCutShort(asked) ? TOO_LARGE : result;
    }

    private static boolean isCutShort(ExecutionInput asked) {
        return asked.getGraphQLContext()
                .<ResultNodesInfo>getOrEmpty(ResultNodesInfo.RESULT_NODES_INFO)
                .filter(ResultNodesInfo::isMaxResultNodesExceeded)
                .isPresent();
    }
}
