package dev.ringback.server;

import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Ownership;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.health.Health;
import dev.ringback.server.health.StoreHealth;
import dev.ringback.server.observe.Metrics;
import java.util.List;
import java.util.Optional;

/** The readiness of the server: the conditions that its rooms contribute, and its own phase. */
final class Wellbeing implements Feature {

    private enum Phase {
        STARTING,
        RUNNING,
        STOPPING
    }

    private static final String NOT_OWNER =
            "The database does not answer, or another process is about to take it over.";

    private final StoreHealth store;
    private final Health health;
    private volatile Phase phase = Phase.STARTING;

    /**
     * Wires.
     *
     * @param engine commits once it runs, and says from then on how that stands
     */
    Wellbeing(Foundation ground, Calls engine, Metrics metrics) {
        store =
                Health.ofStore(
                        ground.store(), engine, engine::standing, ground.time(), ground.ids());
        Health all =
                Health.GOOD
                        .and("starting", () -> during(Phase.STARTING, "The server is starting."))
                        .and("stopping", () -> during(Phase.STOPPING, "The server is stopping."))
                        .and("not_owner", () -> notOwner(ground.ownership()))
                        .and(store);
        health = ground.disk().map(disk -> all.and("disk_low", disk::low)).orElse(all);
        metrics.readiness(health.codes(), health::broken);
    }

    private Optional<String> during(Phase broken, String detail) {
        return phase == broken ? Optional.of(detail) : Optional.empty();
    }

    private static Optional<String> notOwner(Ownership ownership) {
        return ownership.holds() ? Optional.empty() : Optional.of(NOT_OWNER);
    }

    @Override
    public List<Route> routes() {
        return health.routes(Version.TEXT);
    }

    void commitFailed() {
        store.commitFailed();
    }

    /** Requests for which the store failed are the first to know. */
    void refused(Refusal refusal) {
        if (refusal.code().equals(Refusal.STORE_AWAY)) {
            store.readFailed();
        }
    }

    void running() {
        store.start();
        phase = Phase.RUNNING;
    }

    void stopping() {
        phase = Phase.STOPPING;
    }

    @Override
    public void close() {
        store.close();
    }
}
