package dev.ringback.server.functions.graphql;

import graphql.GraphQLContext;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import java.util.concurrent.CompletableFuture;

/**
 * Tells whoever asked why a field is not there. Whatever else fails, such as the store, fails for
 * all of the request, as it does elsewhere.
 */
final class GraphFailures implements DataFetcherExceptionHandler {

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters failed) {
        Throwable cause = failed.getException();
        String why = "the request failed";
        if (cause instanceof GraphProblem problem) {
            why = problem.getMessage();
        } else {
            failed.getDataFetchingEnvironment().getGraphQlContext().put(GraphFailures.class, cause);
        }
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult(
                                GraphqlErrorBuilder.newError(failed.getDataFetchingEnvironment())
                                        .message("%s", why)
                                        .build())
                        .build());
    }

    /** Throws what failed in a request. */
    static void rethrow(GraphQLContext context) {
        Object what = context.getOrDefault(GraphFailures.class, "nothing");
        switch (what) {
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            case Throwable failed ->
                    throw new IllegalStateException("a field in GraphQL failed", failed);
            default -> {}
        }
    }
}
