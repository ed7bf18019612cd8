package dev.ringback.server.functions.crons;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Starts functions by their schedules, each planned time once. */
public final class Crons implements Feature {

    /** A function has no more triggers than that by far. */
    private static final int MOST = 1_000;

    private final Store store;
    private final Kind kind;
    private final CronUpkeep upkeep;

    /** Wires; the functions that are on disk are known already. */
    public Crons(Ground ground, KnownFunctions functions) {
        store = ground.store();
        CronTriggers triggers = new CronTriggers(functions);
        CronChanges changes = new CronChanges(ground.time(), ground.ids());
        kind = new CronKind(store, triggers, changes, new CronSilence(store));
        upkeep = new CronUpkeep(ground, triggers, changes);
        functions.whenChanged(_ -> upkeep.look());
    }

    @Override
    public List<Kind> kinds() {
        return List.of(kind);
    }

    @Override
    public List<LanePolicies> policies() {
        return List.of(new CronLanes());
    }

    @Override
    public List<Follower> followers() {
        return List.of(upkeep);
    }

    @Override
    public void start() {
        upkeep.start();
    }

    @Override
    public void close() {
        upkeep.close();
    }

    /** The schedules of a function, in no order. */
    public List<CronSchedule> of(ProjectId project, UUID function) {
        var query =
                new DocumentQuery(
                        CronSchedule.KIND,
                        project,
                        CronSchedule.prefix(function),
                        false,
                        Optional.empty(),
                        MOST);
        return store.documents(query).stream().map(CronSchedule::read).toList();
    }
}
