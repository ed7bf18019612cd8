package dev.ringback.server.functions.running;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.Activity;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.TimeOrderedIds;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.events.JoinedRecipients;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.apps.AppSigning;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.RunEnd;
import dev.ringback.server.functions.kept.LiveRun;
import dev.ringback.server.functions.kept.LiveRuns;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.RunCodec;
import dev.ringback.server.functions.runs.RetryTable;
import dev.ringback.server.functions.sdk.CheckpointBody;
import dev.ringback.server.functions.waits.Matched;
import dev.ringback.server.functions.waits.Waits;
import dev.ringback.server.ground.Ground;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.ThrowingListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Runs of functions on an engine, with apps that a test plays. */
final class RunRig implements AutoCloseable {

    static final ProjectId PROJECT = ProjectId.DEFAULT;
    private static final Duration SOON = Duration.ofMinutes(2);

    final ManualTime time = new ManualTime(Samples.NOON);
    final Store disk;
    final FewFunctions functions = new FewFunctions();
    final Ids ids = new TimeOrderedIds(time, 0);
    final Router router;
    Running running;
    Ground ground;
    Waits waits;
    private final PlayedApps apps = new PlayedApps();

    /** What was asked, function by function and step by step. */
    final List<String> asked = apps.asked;

    private final JoinedRecipients recipients = new JoinedRecipients(Samples.registry());

    /** How runs ended, as whoever hears of it was told. */
    final List<String> told = new CopyOnWriteArrayList<>();

    private final Store store;
    private Engine engine;

    /** Bytes that ended runs may take, from the next restart on; 0 for any. */
    long history;

    RunRig() {
        this(new MemoryStore());
    }

    RunRig(Store disk) {
        this(disk, disk);
    }

    RunRig(FaultyStore.Faults faults) {
        this(new MemoryStore(), faults);
    }

    /** On a disk that fails now and then. */
    RunRig(Store disk, FaultyStore.Faults faults) {
        this(disk, new FaultyStore(disk, faults));
    }

    private RunRig(Store disk, Store store) {
        this.disk = disk;
        this.store = store;
        recipients.join(new FunctionRecipients(functions));
        recipients.join(new WaitingRuns());
        router = new Router(recipients, ids, Samples.filters());
        begin();
    }

    /** The disk as it is while too many others search: what is quick is answered all the same. */
    static Store withoutLists(Store disk) {
        return new FaultyStore(
                disk,
                new FaultyStore.Faults() {
                    @Override
                    public boolean refuses(List<Change> changes) {
                        return false;
                    }

                    @Override
                    public boolean failsToRead() {
                        return false;
                    }

                    @Override
                    public boolean refusesLists() {
                        return true;
                    }
                });
    }

    private void begin() {
        EngineLater later = new EngineLater(store);
        var budget = ByteBudget.ofHeap(512L << 20);
        ground = new Ground(store, later, time, ids, new Random(1), budget, Duration.ofDays(14));
        waits = new Waits(store, later, Samples.filters(), time, ids);
        running =
                new Running(
                        ground,
                        new Running.Ports(
                                functions,
                                waits,
                                router,
                                Samples.filters(),
                                Samples.vault(),
                                new AppWires(apps, apps),
                                new AppSigning(true, Optional.empty(), Optional.empty()),
                                (_, _, function, status, _, _, reason) ->
                                        told.add(function + " " + status + " " + reason),
                                RetryTable.every(Duration.ofSeconds(1)),
                                history));
        List<Kind> kinds = new ArrayList<>(running.kinds());
        kinds.add(waits.kind(Matched.of(running)));
        List<LanePolicies> policies = new ArrayList<>(running.policies());
        policies.add(Waits::policy);
        List<Follower> followers = new ArrayList<>(running.followers());
        followers.add(waits);
        engine =
                new Engine(
                        store,
                        kinds,
                        LanePolicies.firstOf(policies),
                        time,
                        new ThrowingListener(),
                        followers,
                        EngineLimits.DEFAULT,
                        budget,
                        new SharedLimits());
        later.attach(engine);
        engine.start();
        waits.start();
    }

    /** Those who wait since the last restart. */
    private final class WaitingRuns implements Recipients {

        @Override
        public Wanting wanting(ProjectId project, String type) {
            return waits.recipients().wanting(project, type);
        }

        @Override
        public String kind(LaneId lane) {
            return waits.recipients().kind(lane);
        }

        @Override
        public Set<ProjectId> projects() {
            return waits.recipients().projects();
        }
    }

    /** Ends the engine, and begins with another on what is on disk. */
    void restart() {
        close();
        begin();
    }

    RunSteering.Result cancel(LiveRun run) {
        return running.steering().cancel(PROJECT, run.run().number(), "by hand");
    }

    RunSteering.Result signal(String signal) {
        return running.steering().signal(PROJECT, signal, CanonicalJson.of(7));
    }

    RunSteering.Result checkpoint(CheckpointBody body) {
        return running.steering().checkpoint(PROJECT, body);
    }

    /** Runs the calls, until there is a restart. */
    Engine engine() {
        return engine;
    }

    /** What is under way. */
    Activity activity() {
        return engine.activity();
    }

    /** Commits what a plan comes to; the id of the run that there will be. */
    String repeat(RunRepeats.Plan plan) {
        var ready = (RunRepeats.Plan.Ready) plan;
        commit(ready.change());
        return ready.run();
    }

    void commit(Change change) {
        if (!(engine.commit(change) instanceof Committed.Done)) {
            throw new AssertionError("not committed");
        }
    }

    /** All calls. */
    List<Call> calls() {
        return disk.calls(
                        new CallQuery(
                                PROJECT,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Long.MAX_VALUE,
                                1_000))
                .entries();
    }

    List<Document> documents(String kind) {
        return disk.documents(kind);
    }

    /** Has something done while the server makes a request for a step. */
    void whileFetching(Runnable then) {
        apps.whileFetching(then);
    }

    /** Adds a function, and how its app answers. */
    void function(String slug, String more, Function<ParsedJson, Says> app) {
        function(slug, more, (_, body) -> app.apply(body));
    }

    /** The same, for an app that looks at the query of the URL, too. */
    void function(String slug, String more, BiFunction<String, ParsedJson, Says> app) {
        functions.add(slug, more);
        apps.play(slug, app);
    }

    /** Publishes an event. */
    Event send(String name, String data) {
        return sendAt(time.now(), name, data);
    }

    /** Publishes an event that happens at a moment. */
    Event sendAt(Instant at, String name, String data) {
        Event kept = event(at, name, data);
        commit(router.publish(List.of(kept)));
        return kept;
    }

    /** Publishes an event, and does not mind if that cannot be done. */
    void mayCome(String name, String data) {
        Committed _ = engine.commit(router.publish(List.of(event(time.now(), name, data))));
    }

    /** Publishes two events with one request. */
    void sendTogether(String name, String data, String otherName, String otherData) {
        Event one = event(time.now(), name, data);
        commit(router.publish(List.of(one, event(time.now(), otherName, otherData))));
    }

    /** Nothing is to be done any more, however long one waits. */
    void untilNothingIsWaiting() {
        until(
                "all calls have ended",
                () -> calls().stream().noneMatch(c -> c.state() instanceof CallState.Waiting));
    }

    private Event event(Instant at, String name, String data) {
        long sequence = ids.next();
        FunctionEvent event =
                new FunctionEvent(
                        "",
                        name,
                        Optional.empty(),
                        CanonicalJson.read(data.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                                .orElseThrow(),
                        Optional.empty(),
                        at,
                        Optional.empty(),
                        Optional.empty());
        return FunctionEvents.event(PROJECT, event, sequence, time.now());
    }

    /** All runs as they are on disk, the oldest first. */
    List<LiveRun> runs() {
        var read =
                new LiveRuns(disk, new RunCodec(Samples.vault()), (_, _, _, _, _, _, _) -> {}, 0);
        return disk
                .documents(new DocumentQuery(Run.KIND, PROJECT, false, Optional.empty(), 1_000))
                .stream()
                .map(Document::id)
                .map(id -> Sequence.parse("", id).orElseThrow())
                .flatMap(number -> read.find(PROJECT, number).stream())
                .toList();
    }

    LiveRun run(String slug) {
        return runs().stream()
                .filter(run -> run.run().slug().equals(slug))
                .findFirst()
                .orElseThrow();
    }

    /** Lets a little time pass, for pauses between attempts, until all runs have ended. */
    void untilAllHaveEnded(int count) {
        until("all runs have ended", () -> haveEnded(count));
    }

    /** Whether there are so many runs, and all have ended. */
    boolean haveEnded(int count) {
        List<LiveRun> all = runs();
        return all.size() >= count && all.stream().allMatch(run -> run.run().hasEnded());
    }

    /** Lets a little time pass until something is so. */
    void until(String what, BooleanSupplier condition) {
        Eventually.until(
                what,
                () -> {
                    pass();
                    return condition.getAsBoolean();
                });
    }

    /** Lets time pass until something is to be done soon, if it is. */
    void pass() {
        Instant soon = time.now().plus(SOON);
        if (time.nextAlarm().filter(alarm -> alarm.isBefore(soon)).isPresent()) {
            time.advanceToNextAlarm();
        }
    }

    String end(String slug) {
        return switch (run(slug).state().end().orElseThrow()) {
            case RunEnd.Completed(CanonicalJson result) -> "completed " + result;
            case RunEnd.Failed(var _, CanonicalJson error, String _) -> "failed " + error;
            case RunEnd.Cancelled(String why) -> "cancelled " + why;
        };
    }

    Instant now() {
        return time.now();
    }

    @Override
    public void close() {
        waits.close();
        boolean _ = engine.stop(Duration.ofSeconds(5));
    }
}
