package dev.ringback.server.inferencenet;

import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import java.util.List;

/**
 * Makes routes for requests to models: guarded, and with errors in OpenAI's words.
 *
 * @param maxBody the longest request, in bytes
 */
public record InferenceSurface(Guard guard, int maxBody) {

    /** inference.net's canonical prefix for what is slow, and its alias. */
    public static final List<String> SLOW = List.of("/v1/slow", "/v1/async");

    private static final List<String> WAIT = List.of("wait");

    /** Answers one operation. */
    @FunctionalInterface
    public interface Answering {
        HttpResponse answer(Operation operation, HttpRequest request, Caller caller);
    }

    /**
     * A route that is answered while the client waits. What clients add to its query of their own
     * is left aside, as OpenAI does it; but not where the answer may be waited for or not.
     */
    public Route asked(String path, Operation operation, Answering answering) {
        Route route = asked(guard, path, operation, answering);
        return operation == Operation.RESPONSES ? knowing(WAIT, route) : route;
    }

    /** A route whose request is kept; how long its result is waited for may stand in the query. */
    public Route stored(String path, Operation operation, Answering answering) {
        return knowing(WAIT, asked(guard.storing(), path, operation, answering));
    }

    /** A route that does something with what is kept. */
    public Route called(String path, Guard.Guarded handler) {
        return knowing(List.of(), called(guard, path, handler));
    }

    /** A route that looks. */
    public Route shown(String path, Guard.Guarded handler) {
        return knowing(
                List.of(),
                new Route("GET", path, 0, guard.require(Scope.READ, OpenAiError.WORDS, handler)));
    }

    private static Route knowing(List<String> parameters, Route route) {
        return route.knowing(parameters, OpenAiError.UNKNOWN_PARAMETER);
    }

    private Route asked(Guard by, String path, Operation operation, Answering answering) {
        return called(by, path, (request, caller) -> answering.answer(operation, request, caller));
    }

    private Route called(Guard by, String path, Guard.Guarded handler) {
        return new Route(
                "POST", path, maxBody, by.require(Scope.INGEST, OpenAiError.WORDS, handler));
    }
}
