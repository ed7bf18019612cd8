package dev.ringback.server.receiving;

import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Wire;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Quota;
import dev.ringback.server.bridges.QueueReaders;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.receiving.outbound.Confirmations;
import dev.ringback.server.receiving.outbound.FetchedKeySets;
import dev.ringback.server.schemas.Schemas;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceCodec;
import dev.ringback.server.sources.Sources;
import dev.ringback.server.sources.SubjectTimes;
import dev.ringback.server.transforms.Transforms;
import dev.ringback.server.vault.Vault;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The receiving half: sources, the door to them, and what came to it. */
public final class Receiving implements Feature {

    private final Sources sources;
    private final SourceCodec codec;
    private final Rejections rejections;
    private final Reconsidering reconsidering;
    private final Trials trials;
    private final Senders senders;
    private final Transforms transforms;
    private final Schemas schemas;
    private final Rehearsals rehearsals;
    private final Remaking remaking;
    private final Ingest ingest;
    private final Consumers consumers;
    private final Kind confirmations;

    /**
     * What it works with.
     *
     * @param publisher says who gets an event
     * @param filters asks the filters of sources
     * @param vault keeps what is secret
     * @param guarded reaches what tenants name
     * @param queues opens the queues that they name
     * @param places for requests of projects
     * @param quota how much projects may store
     * @param senders where requests come from
     * @param outcomes hears what becomes of them
     */
    public record Ports(
            Publisher publisher,
            Filters filters,
            Vault vault,
            Wire guarded,
            QueueReaders queues,
            Places places,
            Quota quota,
            Senders senders,
            RequestOutcomes outcomes) {}

    /** Reads the sources that are on disk. */
    public Receiving(Ground ground, Ports ports) {
        codec = new SourceCodec(ports.vault());
        sources = new Sources(codec);
        sources.load(ground.store().documents(Source.KIND));
        senders = ports.senders();
        rejections =
                new Rejections(
                        ground.store(),
                        ground.engine(),
                        new RejectedCodec(ports.vault()),
                        ground.time(),
                        ground.ids());
        transforms = new Transforms(ground.budget());
        schemas = new Schemas(ground.budget());
        var making =
                new Making(
                        transforms, new SubjectTimes(ground.store()), ground.time(), ground.ids());
        var taking =
                new Taking(
                        making,
                        schemas,
                        ports.publisher(),
                        ground.engine(),
                        new FirstSeen(ground.store(), ground.time()),
                        ports.filters());
        var keys = new FetchedKeySets(ports.guarded(), ground.time()::nanos);
        var receiver =
                new Receiver(
                        keys, taking, rejections, ground.engine(), ground.ids(), ports.outcomes());
        reconsidering = new Reconsidering(receiver, rejections, ground.engine(), ground.time());
        rehearsals = new Rehearsals(ground.store(), making);
        remaking = new Remaking(ground.store(), sources, making, taking, ports.quota());
        trials = new Trials(receiver, ground.time(), ground.ids());
        ingest =
                new Ingest(
                        sources, receiver, senders, ports.places(), ports.quota(), ground.time());
        consumers =
                new Consumers(
                        sources,
                        ports.queues(),
                        new MessageTaking(receiver, ports.quota(), ports.places(), ground.budget()),
                        ground.time());
        confirmations =
                new Confirmations(ports.guarded(), () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Whether a path is answered whatever host is asked for: providers reach it by tunnels. */
    public static boolean isForAnyHost(String path) {
        return path.startsWith(LiveSource.PATH);
    }

    @Override
    public List<Kind> kinds() {
        return List.of(confirmations);
    }

    @Override
    public List<LanePolicies> policies() {
        return List.of(Confirmations::policy);
    }

    @Override
    public List<Follower> followers() {
        return List.of(sources, consumers);
    }

    @Override
    public void start() {
        consumers.start();
    }

    @Override
    public List<Route> routes() {
        return ingest.routes();
    }

    @Override
    public void close() {
        consumers.close();
        transforms.close();
        schemas.close();
    }

    /** The sources. */
    public Sources sources() {
        return sources;
    }

    /** How sources are written. */
    public SourceCodec codec() {
        return codec;
    }

    /** What was not taken in. */
    public Rejections rejections() {
        return rejections;
    }

    /** Judges that once more. */
    public Reconsidering reconsidering() {
        return reconsidering;
    }

    /** Judges what events are like. */
    public Schemas schemas() {
        return schemas;
    }

    /** Runs scripts. */
    public Transforms transforms() {
        return transforms;
    }

    /** Tries transforms. */
    public Rehearsals rehearsals() {
        return rehearsals;
    }

    /** Makes the events of earlier requests anew. */
    public Remaking remaking() {
        return remaking;
    }

    /** Sends samples. */
    public Trials trials() {
        return trials;
    }

    /** How it goes with queues that are read. */
    public Consumers consumers() {
        return consumers;
    }

    /** By which URL this server is reached. */
    public Senders senders() {
        return senders;
    }
}
