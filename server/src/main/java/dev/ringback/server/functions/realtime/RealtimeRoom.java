package dev.ringback.server.functions.realtime;

import dev.ringback.net.http.Route;
import dev.ringback.server.functions.wire.SdkSurface;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import java.util.List;
import java.util.stream.Stream;

/** What functions publish, and those who listen to it. */
public final class RealtimeRoom implements Feature {

    private final Channels channels;
    private final List<Route> routes;

    /** Wires. */
    public RealtimeRoom(Ground ground, SdkSurface surface, RealtimeTokens tokens) {
        channels = new Channels(ground.budget());
        var publishing = new Publishing(surface, channels, ground.time(), ground.ids());
        var subscribing = new Subscribing(surface, channels, tokens, ground.time());
        routes =
                Stream.of(publishing.routes(), subscribing.routes()).flatMap(List::stream).toList();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public void letGo() {
        channels.close();
    }
}
