package dev.ringback.server.functions.realtime;

import dev.ringback.kernel.port.Follower;
import dev.ringback.net.http.Route;
import dev.ringback.server.functions.kept.KeptRuns;
import dev.ringback.server.functions.kept.RunNames;
import dev.ringback.server.functions.wire.SdkSurface;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import java.util.List;
import java.util.stream.Stream;

/** What functions publish, and those who listen to it. */
public final class RealtimeRoom implements Feature {

    private final Channels channels;
    private final OpenStreams streams = new OpenStreams();
    private final RunNews news;
    private final List<Route> routes;

    /**
     * Wires.
     *
     * @param runs those on disk
     */
    public RealtimeRoom(Ground ground, SdkSurface surface, RealtimeTokens tokens, KeptRuns runs) {
        channels = new Channels(ground.budget());
        news = new RunNews(channels, new RunNames(ground.store()), runs, ground.time());
        var publishing = new Publishing(surface, channels, streams, ground.time(), ground.ids());
        var subscribing = new Subscribing(surface, news, tokens, ground.time());
        routes =
                Stream.of(publishing.routes(), subscribing.routes()).flatMap(List::stream).toList();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public List<Follower> followers() {
        return List.of(news);
    }

    @Override
    public void letGo() {
        channels.close();
        streams.close();
    }
}
