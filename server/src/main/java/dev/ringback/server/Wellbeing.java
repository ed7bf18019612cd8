package dev.ringback.server;

import dev.ringback.kernel.port.Calls;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.health.Condition;
import dev.ringback.server.health.Condition.Reason;
import dev.ringback.server.health.Conditions;
import dev.ringback.server.health.FreeDisk;
import dev.ringback.server.health.Probes;
import dev.ringback.server.health.StoreHealth;
import dev.ringback.server.observe.Metrics;
import java.util.ArrayList;
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
    private final Conditions conditions;
    private volatile Phase phase = Phase.STARTING;

    /**
     * Wires.
     *
     * @param engine commits once it runs, and says from then on how that stands
     */
    Wellbeing(Foundation ground, Calls engine, Metrics metrics) {
        store =
                new StoreHealth(
                        ground.store(), engine, engine::standing, ground.time(), ground.ids());
        List<Condition> all = new ArrayList<>();
        all.add(during("starting", Phase.STARTING, "The server is starting."));
        all.add(during("stopping", Phase.STOPPING, "The server is stopping."));
        all.add(
                new Condition(
                        "not_owner",
                        () ->
                                ground.ownership().holds()
                                        ? Optional.empty()
                                        : Optional.of(NOT_OWNER)));
        all.addAll(store.conditions());
        ground.disk().map(FreeDisk::condition).ifPresent(all::add);
        conditions = new Conditions(all);
        metrics.readiness(
                all.stream().map(Condition::code).toList(),
                () -> conditions.broken().stream().map(Reason::code).toList());
    }

    private Condition during(String code, Phase broken, String detail) {
        return new Condition(code, () -> phase == broken ? Optional.of(detail) : Optional.empty());
    }

    @Override
    public List<Route> routes() {
        return Probes.routes(Version.TEXT, conditions);
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
