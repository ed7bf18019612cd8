package dev.ringback.server.functions.wire;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HeadDecision;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.functions.events.EventAnswer;
import dev.ringback.server.functions.events.EventBodies;
import dev.ringback.server.functions.events.EventIds;
import dev.ringback.server.functions.events.EventsRead;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.ground.Ground;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The routes of events as SDKs of functions and their users know them: {@code POST /e/KEY} takes
 * them, {@code POST /invoke/FUNCTION} starts one function by one, and {@code GET /v1/events} shows
 * them.
 */
public final class EventsIn {

    /** The longest body: it is held in memory as a whole. */
    public static final int MAX_BODY = 16 << 20;

    /** How errors below these paths are worded that the listener finds itself. */
    public static final Map<String, ErrorWords> WORDS =
            Map.of("/e/", EventReply.WORDS, "/invoke/", EventReply.WORDS);

    private static final String PATH = "/e/";
    private static final String KEYED = PATH + "{" + EventDoor.KEY + "}";

    /** The texts of a tree, of the values that are made of it, and of the payloads. */
    private static final long TIMES_TEXT = 4;

    private final SdkSurface surface;
    private final EventDoor door;
    private final EventTaking taking;
    private final InvokeRoute invoke;
    private final EventReads reads;
    private final Time time;
    private final Ids ids;

    /**
     * What it works with.
     *
     * @param guard knows API keys
     * @param dev whether any word is a key
     * @param publisher says who gets an event
     * @param crowded whether a project has too much that is still being fanned out
     * @param invoking starts functions
     */
    public record Ports(
            KeyGuard guard,
            boolean dev,
            Publisher publisher,
            Predicate<ProjectId> crowded,
            Invoking invoking) {}

    /**
     * Wires.
     *
     * @param surface makes the routes that do not show an event key
     */
    public EventsIn(Ground ground, SdkSurface surface, Ports ports) {
        this.surface = surface;
        door = new EventDoor(ports.guard(), ports.dev());
        var known = new KnownEvents(ground.store());
        taking = new EventTaking(ports.publisher(), ports.crowded(), ground.engine(), known);
        invoke = new InvokeRoute(surface, ports.invoking(), ground.time(), ground.ids());
        reads = new EventReads(surface, ground.store(), known, ground.time());
        time = ground.time();
        ids = ground.ids();
    }

    /** Its routes. */
    public List<Route> routes() {
        return Stream.of(
                        List.of(
                                new Route(
                                        "POST",
                                        KEYED,
                                        MAX_BODY,
                                        surface.marked(door.before(this::take))),
                                new Route("OPTIONS", KEYED, 0, _ -> EventReply.preflight()),
                                new Route(
                                        "POST", PATH, MAX_BODY, Handler.gated(EventsIn::keyless))),
                        List.of(invoke.route()),
                        reads.routes())
                .flatMap(List::stream)
                .toList();
    }

    /** None of the body is read. */
    private static HeadDecision keyless(HttpRequest head) {
        return new HeadDecision.Refused(EventReply.of(EventAnswer.unknownKey()));
    }

    /** There is room for what a body becomes. */
    static byte[] read(HttpRequest request) {
        Payload body = request.body();
        RoomOfThread.take(TIMES_TEXT * body.size() + JsonTree.treeBytes(body));
        return body.bytes();
    }

    /** The seed that names events, if there is one. */
    static Optional<EventIds> seed(HttpRequest request) {
        return EventIds.seed(name -> Header.first(request.headers(), name).stream().toList());
    }

    private HttpResponse take(HttpRequest request, Caller caller) {
        byte[] body = read(request);
        Instant now = time.now();
        Optional<EventIds> seed = seed(request);
        IntFunction<String> names =
                seed.<IntFunction<String>>map(each -> each::id)
                        .orElseGet(() -> _ -> Ulid.of(ids.next()));
        String type = request.header("Content-Type").orElse("");
        return switch (EventBodies.read(type, body, names, now)) {
            case EventsRead.Refused refused -> EventReply.of(EventAnswer.refused(refused));
            case EventsRead.Events(List<FunctionEvent> read) -> {
                List<Event> events = events(caller, read, seed.isPresent(), now);
                yield EventReply.of(taking.take(caller.project(), events));
            }
        };
    }

    private List<Event> events(
            Caller caller, List<FunctionEvent> read, boolean seeded, Instant now) {
        List<Event> events = new ArrayList<>(read.size());
        for (FunctionEvent each : read) {
            // A seed must not choose the place of an event among all.
            long sequence =
                    seeded ? ids.next() : Ulid.number(each.internalId()).orElseGet(ids::next);
            events.add(
                    FunctionEvents.event(caller.project(), each, sequence, now)
                            .from(MadeBy.key(caller.keyId())));
        }
        return events;
    }
}
