package dev.ringback.server.http;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/** Takes a request from the library to its handler and the answer back. */
final class Listener implements HttpRouting {

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());
    private static final String BROKEN = "The query or a header is malformed.";

    private final RouteTable routes;
    private final Dialects dialects;
    private final HeldBodies bodies;
    private final HttpSecurity security = HttpSecurity.create();

    Listener(RouteTable routes, Dialects dialects, HeldBodies bodies) {
        this.routes = routes;
        this.dialects = dialects;
        this.bodies = bodies;
    }

    @Override
    public HttpSecurity security() {
        return security;
    }

    @Override
    public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
        ConnectionGuard guard = ((GuardedContext) context).guard();
        var exchange = new Exchange(guard, request, response);
        String method = request.prologue().method().text();
        String path = request.prologue().uriPath().rawPath();
        switch (routes.find(method, path)) {
            case RouteTable.Match.Found found -> serve(found, exchange, path);
            case RouteTable.Match.OtherMethods(var allowed) ->
                    refuse(
                            exchange,
                            path,
                            new Refusal(
                                    405,
                                    "method_not_allowed",
                                    "This path is not for " + method + ".",
                                    List.of(new Header("Allow", String.join(", ", allowed)))));
            case RouteTable.Match.Unknown _ ->
                    refuse(exchange, path, Refusal.of(404, "not_found", "No such path."));
            case RouteTable.Match.Malformed _ ->
                    refuse(exchange, path, malformed("The path is malformed."));
        }
        exchange.end();
    }

    private void serve(RouteTable.Match.Found found, Exchange exchange, String path) {
        try (HeldBodies.Share share = bodies.share()) {
            serve(found, exchange, path, exchange.body(found.route().maxBody(), share));
        }
    }

    private void serve(
            RouteTable.Match.Found found, Exchange exchange, String path, BodyReader.Read read) {
        Route route = found.route();
        switch (read) {
            case BodyReader.Read.TooLong _ ->
                    refuse(
                            exchange,
                            path,
                            Refusal.of(
                                    413,
                                    "too_large",
                                    "The body is longer than " + route.maxBody() + " bytes."));
            case BodyReader.Read.NoRoom _ ->
                    refuse(
                            exchange,
                            path,
                            new Refusal(
                                    503,
                                    "overloaded",
                                    "Too many bytes of requests are held in memory.",
                                    List.of(new Header("Retry-After", "1"))));
            case BodyReader.Read.Whole(Payload body) ->
                    exchange.request(found.parameters(), body)
                            .ifPresentOrElse(
                                    request -> exchange.answer(handle(route, request, path)),
                                    () -> refuse(exchange, path, malformed(BROKEN)));
        }
    }

    private HttpResponse handle(Route route, HttpRequest request, String path) {
        try {
            return route.handler().handle(request);
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    () -> route.method() + " " + route.pattern() + " failed",
                    bug);
            Problem internal = Problem.internal();
            return dialects.answer(path, Refusal.of(500, internal.code(), internal.detail()));
        }
    }

    private void refuse(Exchange exchange, String path, Refusal refusal) {
        exchange.refuse(dialects.answer(path, refusal));
    }

    private static Refusal malformed(String detail) {
        return Refusal.of(400, "malformed_request", detail);
    }
}
