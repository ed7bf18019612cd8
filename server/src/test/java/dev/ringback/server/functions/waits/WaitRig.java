package dev.ringback.server.functions.waits;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.JoinedRecipients;
import dev.ringback.server.events.Router;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.functions.running.RunWaits;
import dev.ringback.server.functions.running.RunWaits.Wanted;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.SeededIds;
import dev.ringback.testkit.ThrowingListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs that wait, on an engine that commits and matches events. */
final class WaitRig implements AutoCloseable {

    static final ProjectId PROJECT = ProjectId.DEFAULT;
    static final String BY_ID = "event.data.id == async.data.id";

    final ManualTime time = new ManualTime(Samples.NOON);
    final SeededIds ids = new SeededIds(1_000);
    final Store store;
    final PlayedRuns runs;
    final Filters filters = Samples.filters();
    Waits waits;
    Router router;
    private Engine engine;

    WaitRig(Store store) {
        this.store = store;
        this.runs = new PlayedRuns(store);
        begin();
    }

    private void begin() {
        EngineLater later = new EngineLater(store);
        waits = new Waits(store, later, filters, time, ids);
        var recipients = new JoinedRecipients(Samples.registry());
        recipients.join(waits.recipients());
        router = new Router(recipients, ids, filters);
        engine =
                new Engine(
                        store,
                        List.of(waits.kind(runs)),
                        Waits::policy,
                        time,
                        new ThrowingListener(),
                        List.<Follower>of(waits),
                        EngineLimits.DEFAULT,
                        ByteBudget.ofHeap(512L << 20),
                        new SharedLimits());
        later.attach(engine);
        engine.start();
        waits.start();
    }

    /** Ends the engine as a crash would, and begins with another on what is on disk. */
    void restart() {
        close();
        begin();
    }

    Committed commit(Change change) {
        return engine.commit(change);
    }

    /** An event with these data that is about to be published. */
    Event event(String name, String data) {
        long sequence = ids.next();
        FunctionEvent seen = seen(name, data, Ulid.of(sequence), Optional.of("e" + sequence));
        return FunctionEvents.event(PROJECT, seen, sequence, time.now());
    }

    /** Publishes an event; what it is called. */
    String publish(String name, String data) {
        Event event = event(name, data);
        done(router.publish(List.of(event)));
        return event.id().value();
    }

    /** The event that starts a run. */
    FunctionEvent starts(String data) {
        return seen("app/start", data, Ulid.of(ids.next()), Optional.empty());
    }

    private FunctionEvent seen(String name, String data, String internal, Optional<String> id) {
        return new FunctionEvent(
                internal,
                name,
                id,
                CanonicalJson.read(data.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                        .orElseThrow(),
                Optional.empty(),
                time.now(),
                Optional.empty(),
                Optional.empty());
    }

    /** A run started by such data would wait for an event of which something must be equal. */
    Wanted wanted(long run, String key, String event, Optional<String> condition, String data) {
        FunctionEvent started = starts(data);
        runs.startedBy(run, started);
        Instant until = time.now().plus(Duration.ofDays(1));
        return new Wanted(PROJECT, run, key, event, condition, started, until);
    }

    /** The same by the id in the data. */
    Wanted byId(long run, String event, String id) {
        return wanted(run, "step", event, Optional.of(BY_ID), "{'id':" + id + "}");
    }

    RunWaits.Opened open(Wanted wanted) {
        return waits.openAndLookBack(wanted, Samples.NOON, Set.of(), time.now());
    }

    void commit(Wanted wanted, RunWaits.Opened opened) {
        done(runs.waits(PROJECT, wanted.run(), wanted.key(), opened));
    }

    /** A run begins to wait. */
    Wanted waits(Wanted wanted) {
        commit(wanted, open(wanted));
        return wanted;
    }

    Optional<String> got(long run) {
        return runs.got(PROJECT, run, "step");
    }

    /** All events that are waited for were matched. */
    void settle() {
        Eventually.until(
                "all events are matched",
                () -> {
                    boolean done = matches().stream().noneMatch(WaitRig::waits);
                    if (!done) {
                        time.advanceToNextAlarm();
                    }
                    return done;
                });
    }

    static boolean waits(Call call) {
        return call.state() instanceof CallState.Waiting;
    }

    List<Call> matches() {
        return store.calls(CallQuery.of(PROJECT, Router.MATCH, 1_000)).entries();
    }

    void done(Change change) {
        Committed committed = commit(change);
        if (!(committed instanceof Committed.Done)) {
            throw new AssertionError(committed.toString());
        }
    }

    @Override
    public void close() {
        waits.close();
        boolean _ = engine.stop(Duration.ofMinutes(1));
    }
}
