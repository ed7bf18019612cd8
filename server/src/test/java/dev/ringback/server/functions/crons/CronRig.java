package dev.ringback.server.functions.crons;

import dev.ringback.kernel.engine.Engine;
import dev.ringback.kernel.engine.EngineLater;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.server.events.Router;
import dev.ringback.server.functions.apps.FunctionLanes;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.running.FewFunctions;
import dev.ringback.server.ground.Ground;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.SeededIds;
import dev.ringback.testkit.ThrowingListener;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;

/** Schedules on an engine, with functions that only remember what they are started by. */
final class CronRig implements AutoCloseable {

    static final ProjectId PROJECT = ProjectId.DEFAULT;
    private static final String ASKS = "step";
    private static final int RETRIES = 4;

    final FewFunctions functions = new FewFunctions();
    final ManualTime time;
    final Store store;
    private final SeededIds ids = new SeededIds(1_000);
    private final Map<String, FunctionEvent> started = new ConcurrentSkipListMap<>();
    private Crons crons;

    /** Whether the app does not answer. */
    volatile boolean silent;

    Engine engine;

    /** Begins at a moment, on a store. */
    CronRig(String begin, Store store) {
        this.time = new ManualTime(Instant.parse(begin));
        this.store = store;
        begin();
    }

    /** Starts functions: each start that is on disk asks the app once, until it answers. */
    private final class Starts implements Kind {

        @Override
        public String name() {
            return Router.START;
        }

        @Override
        public Prepared prepare(Call call, Event event, Instant now) {
            LiveFunction function =
                    functions.all(PROJECT).stream()
                            .filter(each -> FunctionLanes.start(each.uuid()).equals(call.lane()))
                            .findFirst()
                            .orElseThrow();
            started.put(function.slug() + " " + call.id(), FunctionEvents.read(event));
            var lane = new LaneId("fn:" + function.uuid());
            var id = new CallId(ids.next());
            Call asks = Call.of(id, PROJECT, ASKS, lane, call.event(), now);
            return new Prepared.Decide(
                    new Settlement(new Outcome.Success(), Change.accept(List.of(), List.of(asks))));
        }

        @Override
        public Reply send(Call call, Event event, Request request, Hangup hangup) {
            throw new IllegalStateException();
        }

        @Override
        public Settlement settle(Call call, Event event, Reply reply, Instant now) {
            throw new IllegalStateException();
        }
    }

    /** Asks the app, as a run does. */
    private final class Asks implements Kind {

        @Override
        public String name() {
            return ASKS;
        }

        @Override
        public Prepared prepare(Call call, Event event, Instant now) {
            var request =
                    new Request(
                            "POST",
                            URI.create("http://app/"),
                            List.of(),
                            Payload.EMPTY,
                            Duration.ofMinutes(1),
                            100);
            return new Prepared.Send(request, List.of());
        }

        @Override
        public Reply send(Call call, Event event, Request request, Hangup hangup) {
            return silent
                    ? new Reply.Faulted(WireFault.CONNECT_FAILED, "refused", Timing.NONE)
                    : new Reply.Answered(200, List.of(), Payload.EMPTY, false, Timing.NONE);
        }

        @Override
        public Settlement settle(Call call, Event event, Reply reply, Instant now) {
            return Settlement.of(
                    reply instanceof Reply.Answered
                            ? new Outcome.Success()
                            : call.attempts() < RETRIES
                                    ? new Outcome.Retry(now.plusSeconds(40), "silent")
                                    : new Outcome.Refused("silent"));
        }
    }

    private void begin() {
        EngineLater later = new EngineLater(store);
        var budget = ByteBudget.ofHeap(512L << 20);
        crons =
                new Crons(
                        new Ground(
                                store,
                                later,
                                time,
                                ids,
                                new Random(1),
                                budget,
                                Duration.ofDays(14)),
                        functions);
        engine =
                new Engine(
                        store,
                        List.of(crons.kinds().getFirst(), new Starts(), new Asks()),
                        LanePolicies.firstOf(
                                List.of(crons.policies().getFirst(), new FunctionLanes(functions))),
                        time,
                        new ThrowingListener(),
                        crons.followers(),
                        EngineLimits.DEFAULT,
                        budget,
                        new SharedLimits());
        later.attach(engine);
        engine.start();
        crons.start();
    }

    /** Ends the server. */
    void stop() {
        crons.close();
        boolean _ = engine.stop(Duration.ofSeconds(5));
    }

    /** Another one on the same store, after a while. */
    void startAfter(Duration pause) {
        time.advance(pause);
        begin();
    }

    /** Registers a function that is started by a schedule. */
    void register(String slug, String... triggers) {
        functions.add(slug, ",'triggers':[" + String.join(",", triggers) + "]");
        settle();
    }

    static String cron(String text) {
        return "{'cron':'" + text + "'}";
    }

    static String cron(String text, String jitter) {
        return "{'cron':'" + text + "','jitter':'" + jitter + "'}";
    }

    List<CronSchedule> schedules() {
        return store.documents(CronSchedule.KIND).stream().map(CronSchedule::read).toList();
    }

    /** Until each schedule waits for a time. */
    void untilScheduled() {
        Eventually.until(
                "each schedule waits",
                () ->
                        schedules().stream()
                                .map(each -> store.call(PROJECT, each.call()).orElseThrow())
                                .allMatch(call -> call.state() instanceof CallState.Waiting));
    }

    /** Until everything that is due is done, and schedules are as functions ask for them. */
    void settle() {
        Eventually.until("schedules are in line", this::isInLine);
        Eventually.until("what is due is done", this::isDone);
    }

    private boolean isInLine() {
        var wanted = new CronTriggers(functions).all();
        List<CronSchedule> kept = schedules();
        return kept.size() == wanted.size()
                && kept.stream()
                        .allMatch(each ->
                                wanted.values().stream()
                                        .anyMatch(want ->
                                                want.id().equals(each.id())
                                                        && want.trigger().equals(each.trigger())));
    }

    private boolean isDone() {
        return store.backlog(Optional.empty(), 1_000).stream()
                .noneMatch(each -> !each.earliestDueAt().isAfter(time.steady()));
    }

    /** Lets time pass, minute by minute, as a server does that runs. */
    void run(Duration duration) {
        Instant end = time.now().plus(duration);
        while (time.now().isBefore(end)) {
            Duration left = Duration.between(time.now(), end);
            Duration step = Duration.ofSeconds(60 - time.now().getEpochSecond() % 60);
            time.advance(left.compareTo(step) < 0 ? left : step);
            settle();
        }
    }

    /** What a function was started by, in order. */
    List<FunctionEvent> startsOf(String slug) {
        return started.entrySet().stream()
                .filter(each -> each.getKey().startsWith(slug + " "))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The times for which it was started, as its schedule names them. */
    List<String> timesOf(String slug) {
        return startsOf(slug).stream().map(FunctionEvent::shownId).toList();
    }

    @Override
    public void close() {
        stop();
    }
}
