package dev.ringback.server.functions.crons;

import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.config.FunctionTrigger.OnSchedule;
import dev.ringback.server.ground.Feature;
import dev.ringback.server.ground.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

    /** When a function is started next, by the texts of its schedules. */
    public Map<String, Instant> next(LiveFunction function) {
        if (function.config().triggers().stream().noneMatch(OnSchedule.class::isInstance)) {
            return Map.of();
        }
        var query =
                new DocumentQuery(
                        CronSchedule.KIND,
                        function.project(),
                        CronSchedule.prefix(function.uuid()),
                        false,
                        Optional.empty(),
                        MOST);
        return store.documents(query).stream()
                .map(CronSchedule::read)
                .collect(
                        Collectors.toUnmodifiableMap(
                                each -> each.trigger().cron(), each -> each.next().fires()));
    }
}
