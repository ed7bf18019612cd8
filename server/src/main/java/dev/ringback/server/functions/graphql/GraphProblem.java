package dev.ringback.server.functions.graphql;

/** Why something that was asked for cannot be had or done, in words for whoever asked. */
final class GraphProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GraphProblem(String why) {
        super(why);
    }
}
