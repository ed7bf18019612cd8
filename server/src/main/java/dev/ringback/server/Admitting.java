package dev.ringback.server;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.kernel.time.Time;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.access.Keys;
import dev.ringback.server.access.Leftovers;
import dev.ringback.server.access.Project;
import dev.ringback.server.access.Projects;
import dev.ringback.server.access.Quotas;
import dev.ringback.server.access.RequestRate;
import dev.ringback.server.api.NativeApi;
import dev.ringback.server.config.Settings;
import dev.ringback.server.config.StorageShare;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.FreeDisk;
import dev.ringback.server.ground.Ground;
import dev.ringback.server.observe.Metrics;
import dev.ringback.server.vault.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who is let in, for what, and how much of it: keys, projects, quotas. */
final class Admitting implements Feature {

    private static final System.Logger LOG = System.getLogger(Admitting.class.getName());
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Loop loop = Loop.logged("access", LOG);
    private final Time time;
    private final Calls engine;
    private final Settings settings;
    private final Commits alone;
    private final Keys keys;
    private final Projects projects;
    private final Leftovers leftovers;
    private final Quotas quotas;
    private final KeyGuard guard;
    private volatile boolean closed;

    /**
     * Wires.
     *
     * @param places for requests of projects
     */
    Admitting(
            Foundation foundation,
            Ground ground,
            Settings settings,
            Places places,
            Metrics metrics) {
        this.settings = settings;
        time = ground.time();
        engine = ground.engine();
        // Before the engine runs nobody else writes what keys and projects are.
        alone = Commits.alone(ground.store());
        keys =
                new Keys(
                        ground.store(),
                        ground.time(),
                        ground.ids(),
                        ground.random(),
                        RequestRate.unlessZero(settings.access().rateLimit()));
        projects = new Projects(ground.store(), ground.time(), ground.ids());
        leftovers = new Leftovers(ground.store(), engine, time);
        quotas =
                new Quotas(
                        ground.store()::storedBytes,
                        most(foundation, settings.storage().quota()),
                        () -> foundation.disk().map(FreeDisk::room).orElse(Long.MAX_VALUE),
                        ground.time()::nanos);
        guard = new KeyGuard(keys, projects, quotas, places, metrics::refused);
    }

    private static long most(Foundation foundation, StorageShare quota) {
        return switch (quota) {
            case StorageShare.Any _ -> Long.MAX_VALUE;
            case StorageShare.Bytes(long count) -> count;
            case StorageShare.OfDisk(int percent) ->
                    foundation
                            .disk()
                            .map(disk -> disk.size() / 100 * percent)
                            .orElse(Long.MAX_VALUE);
        };
    }

    @Override
    public List<Follower> followers() {
        return List.of(quotas);
    }

    @Override
    public void takeUp() {
        projects.start(alone);
    }

    /** Sees to it that there is a key; gives the one that was made. */
    Optional<String> firstKey() {
        Optional<String> made = keys.start(settings.access().apiKey().map(Secret::reveal), alone);
        keys.startEvents(
                settings.functions().eventKeys().stream().map(Secret::reveal).toList(), alone);
        return made;
    }

    /** Writes down what is written down only now and then, and removes what is left of projects. */
    @Override
    public void start() {
        Thread.ofVirtual().name("access").start(this::tidyUp);
        next();
    }

    private void next() {
        Time.Alarm _ =
                time.after(
                        EVERY,
                        () ->
                                Thread.ofVirtual()
                                        .name("access")
                                        .start(() -> {
                                            tidyUp();
                                            if (!closed) {
                                                next();
                                            }
                                        }));
    }

    private void tidyUp() {
        writeUses();
        boolean _ = loop.step(leftovers::remove);
    }

    @Override
    public void close() {
        closed = true;
        leftovers.close();
        writeUses();
    }

    private void writeUses() {
        boolean _ =
                loop.step(() -> {
                    try {
                        keys.writeUses(engine);
                    } catch (StoreException e) {
                        LOG.log(System.Logger.Level.DEBUG, "uses of keys are written later", e);
                    }
                });
    }

    KeyGuard guard() {
        return guard;
    }

    /** All projects. */
    List<ProjectId> projects() {
        return projects.all().stream().map(Project::id).toList();
    }

    /** As the native API sees it. */
    NativeApi.Access access() {
        return new NativeApi.Access(guard, keys, projects, leftovers);
    }
}
