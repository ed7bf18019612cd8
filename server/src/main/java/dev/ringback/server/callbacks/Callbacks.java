package dev.ringback.server.callbacks;

import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.jobs.asking.CallbackDoors;
import dev.ringback.server.sources.SourceCodec;
import dev.ringback.server.sources.Sources;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The callbacks of upstreams. */
public final class Callbacks implements Feature {

    private final CallbackRecipients recipients = new CallbackRecipients();
    private final UpstreamSources doors;

    /**
     * What it works with.
     *
     * @param upstreams the model servers
     * @param wire the way to them
     * @param sources all sources
     * @param codec writes sources
     * @param publicUrl under which strangers reach this server, without a slash at its end
     * @param self where it listens, which is good enough for an upstream on the same machine
     */
    public record Ports(
            Upstreams upstreams,
            UpstreamWire wire,
            Sources sources,
            SourceCodec codec,
            Optional<String> publicUrl,
            Supplier<URI> self) {}

    /** Wires. */
    public Callbacks(Ground ground, Ports ports) {
        doors = new UpstreamSources(ground, ports);
    }

    /** Where upstreams call back. */
    public CallbackDoors doors() {
        return doors;
    }

    /** Who gets what they say. */
    public Recipients recipients() {
        return recipients;
    }

    @Override
    public List<LanePolicies> policies() {
        return List.of(recipients);
    }

    @Override
    public void lookAround() {
        doors.warn();
    }
}
