package dev.ringback.server.functions.graphql;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Quota;
import dev.ringback.server.functions.apps.AppSyncing;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.running.Running;
import dev.ringback.server.functions.wire.KnownEvents;
import dev.ringback.server.functions.wire.SdkSurface;
import dev.ringback.server.ground.Ground;
import java.util.Optional;

/**
 * {@code POST /v0/gql}: runs with their traces, events, apps and functions in GraphQL, as the tests
 * of SDKs ask for them, and a little that is done to them. It is made when it is first asked.
 */
public final class GraphRoute {

    private static final int MOST_BYTES = 256 << 10;

    /** The tree, what the query is taken apart into, and the values of it. */
    private static final int TIMES_BODY = 8;

    private final SdkSurface surface;
    private final Ground ground;
    private final Ports ports;
    private Optional<GraphEngine> made = Optional.empty();

    /**
     * What it works with.
     *
     * @param apps those that there are, with their functions
     * @param running the runs
     * @param reading shows them
     * @param syncing asks apps for their functions
     * @param quota how much may be stored
     */
    public record Ports(
            Apps apps, Running running, RunReading reading, AppSyncing syncing, Quota quota) {}

    public GraphRoute(SdkSurface surface, Ground ground, Ports ports) {
        this.surface = surface;
        this.ground = ground;
        this.ports = ports;
    }

    /** Its route. */
    public Route route() {
        return surface.ask("/v0/gql", MOST_BYTES, this::answer);
    }

    private HttpResponse answer(HttpRequest request, Caller caller) {
        Payload body = request.body();
        RoomOfThread.take(TIMES_BODY * (long) body.size() + JsonTree.treeBytes(body));
        return switch (GraphBody.read(body.bytes())) {
            case GraphBody.Read.Bad(String why) -> SdkSurface.json(400, GraphAnswer.refused(why));
            case GraphBody.Read.Good(GraphBody asked) ->
                    SdkSurface.json(
                            200,
                            GraphAnswer.json(engine().answer(asked, caller).toSpecification()));
        };
    }

    private synchronized GraphEngine engine() {
        GraphEngine engine = made.orElseGet(this::make);
        made = Optional.of(engine);
        return engine;
    }

    private GraphEngine make() {
        RunReading reading = ports.reading();
        return new GraphEngine(
                GraphSchema.of(
                        new RunTypes(ground.store(), reading, ports.apps()),
                        new RunQueries(reading, ports.apps()),
                        new EventTypes(reading.search()),
                        new EventQueries(ground.store(), new KnownEvents(ground.store())),
                        new AppTypes(ports.apps()),
                        new Mutations(
                                reading,
                                ports.running().steering(),
                                ports.running().repeats(),
                                ports.syncing(),
                                ground.engine(),
                                ports.quota(),
                                ground.time())));
    }
}
