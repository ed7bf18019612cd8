package dev.ringback.net.http.listener;

import static java.util.function.Predicate.not;

import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.port.StoreBusyException;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HeadDecision;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Problem;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.SocketHandler;
import dev.ringback.net.http.StreamHandler;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/** Takes a request from the library to its handler and the answer back. */
final class Listener implements HttpRouting {

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());
    private static final Refusal STORE_AWAY =
            Refusal.soon(Refusal.STORE_AWAY, "The store does not answer at the moment; try again.");
    private static final Refusal BUSY_LISTS =
            Refusal.soon(
                    "overloaded", "Too many lists are being read at the same time; try again.");
    private static final Refusal OVERLOADED =
            Refusal.soon("overloaded", "Too many requests are being answered.");
    private static final Refusal MISDIRECTED =
            Refusal.of(
                    421,
                    "unknown_host",
                    "This server answers only requests for localhost, 127.0.0.1 and [::1], so that"
                            + " no web page can reach it under another name.");
    // RFC 9110 section 15.5.16: Accept-Encoding says what would have been taken.
    private static final Refusal PACKED =
            new Refusal(
                    415,
                    "unsupported_encoding",
                    "A body with Content-Encoding is not taken: send it as it is.",
                    List.of(new Header("Accept-Encoding", "identity")));
    private static final Refusal NO_SOCKET =
            new Refusal(
                    426,
                    "upgrade_required",
                    "This is for WebSockets, version 13: send Upgrade and Sec-WebSocket-Key.",
                    List.of(
                            new Header("Upgrade", "websocket"),
                            new Header("Sec-WebSocket-Version", "13")));
    private static final String BROKEN = "The query or a header is malformed.";

    private volatile Answering answering;
    private final Dialects dialects;
    private final HeldBodies bodies;
    private final RequestPlaces places;
    private final BiPredicate<String, String> hosts;
    private final CrossOrigin pages;
    private final HttpSecurity security = HttpSecurity.create();

    /** What requests are looked up in, all of it replaced at once. */
    private record Answering(
            RouteTable routes, NearRoutes near, Optional<Supplier<Refusal>> otherwise) {
        static Answering by(HttpServer.Service service) {
            return new Answering(
                    new RouteTable(service.routes()),
                    new NearRoutes(service.routes()),
                    service.otherwise());
        }
    }

    Listener(HttpServer.Service service, Dialects dialects, HttpLimits limits, Entrance entrance) {
        this.answering = Answering.by(service);
        this.dialects = dialects;
        this.bodies = new HeldBodies(limits.budget());
        this.places = new RequestPlaces(limits.maxRequests());
        this.hosts = entrance.hosts();
        this.pages = entrance.pages();
    }

    void serve(HttpServer.Service service) {
        answering = Answering.by(service);
    }

    /** Whether requests for this path of this host are answered. */
    boolean answers(String host, String path) {
        return hosts.test(host, path);
    }

    /** What there is now at a path. */
    RouteTable.Match find(String method, String path) {
        return answering.routes.find(method, path);
    }

    @Override
    public HttpSecurity security() {
        return security;
    }

    @Override
    public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
        var exchange = new ServerExchange((GuardedContext) context, pages, request, response);
        String method = request.prologue().method().text();
        String path = exchange.path();
        if (answers(exchange.host(), path)) {
            answer(exchange, method, path);
        } else {
            refuse(exchange, path, MISDIRECTED);
        }
        exchange.end();
    }

    private void answer(ServerExchange exchange, String method, String path) {
        Answering now = answering;
        switch (now.routes.find(method, path)) {
            case RouteTable.Match.Found found -> serve(found, exchange, path);
            case RouteTable.Match.OtherMethods(var allowed)
                    when method.equals("OPTIONS") && exchange.preflight(allowed) -> {}
            case RouteTable.Match match ->
                    refuse(
                            exchange,
                            path,
                            now.otherwise
                                    .map(Supplier::get)
                                    .orElseGet(() -> now.near.wrong(match, method, path)));
        }
    }

    private void serve(RouteTable.Match.Found found, ServerExchange exchange, String path) {
        try (HeldBodies.Share share = bodies.share();
                RequestPlaces.Place place = places.place()) {
            Optional<HttpRequest> head = exchange.head(found.parameters(), share);
            if (head.isEmpty()) {
                refuse(exchange, path, malformed(BROKEN));
                return;
            }
            HttpRequest request = head.get();
            var reading = new Reading(exchange, share, place);
            exchange.answer(
                    RoomOfThread.within(
                            share, () -> answer(found.route(), request, reading, path)));
        }
    }

    private static boolean isPacked(HttpRequest head) {
        return head.header("Content-Encoding")
                .filter(not("identity"::equalsIgnoreCase))
                .isPresent();
    }

    /** What a request may take while it is read and answered. */
    private record Reading(
            ServerExchange exchange, HeldBodies.Share share, RequestPlaces.Place place) {

        RequestBody body() {
            return exchange.body();
        }
    }

    private HttpResponse answer(Route route, HttpRequest head, Reading reading, String path) {
        RequestBody body = reading.body();
        try {
            return switch (route.intake()) {
                case Route.Intake.Probe(Handler handler) -> {
                    body.limit(route.maxBody());
                    yield handler.handle(head);
                }
                case Route.Intake.Whole(Handler handler) ->
                        switch (handler.admit(head)) {
                            case HeadDecision.Refused(HttpResponse answer) -> answer;
                            case HeadDecision.Admitted admitted
                                    when isPacked(head) && !admitted.body().packed() ->
                                    dialects.answer(path, PACKED);
                            case HeadDecision.Admitted admitted -> {
                                admitted.project().ifPresent(reading.share()::belongsTo);
                                yield whole(admitted, route, head, reading, path);
                            }
                        };
                case Route.Intake.Sockets(SocketHandler handler) ->
                        switch (handler.open(head)) {
                            case SocketHandler.Opened.Refused(HttpResponse answer) -> answer;
                            case SocketHandler.Opened.Open(SocketHandler.Talk talk) -> {
                                talk.close();
                                yield dialects.answer(path, NO_SOCKET);
                            }
                        };
                case Route.Intake.Streamed _ when isPacked(head) -> dialects.answer(path, PACKED);
                case Route.Intake.Streamed(StreamHandler handler) -> {
                    body.limit(route.maxBody());
                    yield reading.place().take()
                            ? handler.handle(head, body)
                            : dialects.answer(path, OVERLOADED);
                }
            };
        } catch (BodyRefused refused) {
            return dialects.answer(path, refused.refusal());
        } catch (NoRoomException crowded) {
            return dialects.answer(path, HeldBodies.REFUSAL);
        } catch (IOException | RuntimeException | StackOverflowError failed) {
            return failed(route, body, path, failed);
        }
    }

    /** A request takes its place when it is there: one that trickles in takes none. */
    private HttpResponse whole(
            HeadDecision.Admitted admitted,
            Route route,
            HttpRequest head,
            Reading reading,
            String path)
            throws IOException {
        Payload read = read(admitted.body(), route, reading);
        reading.exchange().complete();
        return reading.place().take()
                ? admitted.then().handle(head.with(read))
                : dialects.answer(path, OVERLOADED);
    }

    private Payload read(HeadDecision.BodyRule rule, Route route, Reading reading)
            throws IOException {
        try {
            reading.body().limit(Math.min(rule.most(), bodies.most(route)));
            return BodyReader.read(reading.body(), reading.share());
        } catch (BodyRefused refused) {
            rule.refused().accept(refused.refusal());
            throw refused;
        }
    }

    /**
     * A handler may word a failure of the body as one of its own; it is the peer's all the same.
     */
    private HttpResponse failed(Route route, RequestBody body, String path, Throwable failed) {
        if (body.failure().isPresent()) {
            if (body.failure().get() instanceof BodyRefused refused) {
                return dialects.answer(path, refused.refusal());
            }
            throw new CloseConnectionException("the body did not arrive", failed);
        }
        if (isOrComesOf(StoreBusyException.class, failed)) {
            return dialects.answer(path, BUSY_LISTS);
        }
        LOG.log(
                System.Logger.Level.ERROR,
                () -> route.method() + " " + route.pattern() + " failed",
                failed);
        if (isOrComesOf(StoreException.class, failed)) {
            return dialects.answer(path, STORE_AWAY);
        }
        Problem internal = Problem.internal();
        return dialects.answer(path, Refusal.of(500, internal.code(), internal.detail()));
    }

    /** The store's failures pass, so whoever asked may ask again. */
    private static boolean isOrComesOf(Class<? extends StoreException> kind, Throwable failed) {
        return kind.isInstance(failed)
                || (failed.getCause() != null && isOrComesOf(kind, failed.getCause()));
    }

    private void refuse(ServerExchange exchange, String path, Refusal refusal) {
        exchange.answer(dialects.answer(path, refusal));
    }

    static Refusal malformed(String detail) {
        return Refusal.of(400, "malformed_request", detail);
    }
}
