package dev.ringback.kernel.engine;

import static dev.ringback.kernel.model.Samples.LANE;
import static dev.ringback.kernel.model.Samples.NOW;

import dev.ringback.kernel.attempt.Claim;
import dev.ringback.kernel.attempt.HeldCall;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.CallState.Cancelled;
import dev.ringback.kernel.model.CallState.Succeeded;
import dev.ringback.kernel.model.CallState.Waiting;
import dev.ringback.kernel.model.Samples;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.port.Backlog;
import dev.ringback.kernel.window.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A lane between a disk that knows everything and a committer that tells the lane a little later,
 * as in the engine: changes reach the disk in groups, and the lane hears of them one by one.
 */
final class LaneWorld {

    /** A reading of the disk: asked for, then read, then handed over. */
    private static final class Reading {
        private final Pick pick;
        private Optional<List<Call>> found = Optional.empty();

        Reading(Pick pick) {
            this.pick = pick;
        }
    }

    private final Random random;
    private final Lane lane;
    private final int capacity;
    private final LaneDisk disk = new LaneDisk();
    private final Set<CallId> started = new HashSet<>();

    private final SeriesWatch series = new SeriesWatch();
    private final List<HeldCall> runs = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();

    /** What the lane has not heard yet of the group that is on disk. */
    private final Deque<Runnable> news = new ArrayDeque<>();

    private final Deque<String> history = new ArrayDeque<>();
    private Ordering ordering;
    private Instant now = NOW;
    private long lastId;

    LaneWorld(long seed, int capacity) {
        this.random = new Random(seed * 31 + capacity);
        this.capacity = capacity;
        this.ordering = anyOrdering();
        this.lane = new Lane(LANE, capacity, ordering, now, new Tight(), LaneSamples.places());
        startWithBacklog();
    }

    String history() {
        return String.join("\n", history);
    }

    private Ordering anyOrdering() {
        return switch (random.nextInt(5)) {
            case 0 -> Ordering.FIFO;
            case 1, 2 -> Ordering.NONE;
            default -> Ordering.SERIES;
        };
    }

    private void startWithBacklog() {
        for (int retrying = 0; retrying < 2; retrying++) {
            int count = random.nextInt(3 * capacity);
            var backlog = new ArrayList<Call>();
            for (int i = 0; i < count; i++) {
                backlog.add(newCall().with(new Waiting(moment()), retrying));
            }
            backlog.forEach(disk::put);
            if (!backlog.isEmpty()) {
                Instant due =
                        backlog.stream().map(Call::dueAt).min(Instant::compareTo).orElseThrow();
                lane.backlog(new Backlog(LANE, retrying == 1, count, due, backlog.getFirst().id()));
            }
        }
    }

    void step() {
        switch (random.nextInt(10)) {
            case 0, 1 -> commit();
            case 2, 3 -> hear();
            case 4, 5 -> pick();
            case 6, 7 -> read();
            case 8 -> now = now.plusMillis(random.nextInt(20));
            case 9 -> rarely();
            default -> throw new IllegalStateException();
        }
        check(lane.held() <= 4 * capacity + 4, "too much is held: " + lane.held());
    }

    private void rarely() {
        switch (random.nextInt(8)) {
            case 0 -> {
                if (random.nextInt(4) == 0) {
                    ordering = anyOrdering();
                    // What runs now was let in by another order.
                    series.forget();
                }
            }
            case 1 -> someRun().ifPresent(this::returned);
            default -> {}
        }
    }

    /** Brings a group of changes to disk; the next group waits until the lane knows this one. */
    private void commit() {
        if (!news.isEmpty()) {
            return;
        }
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            switch (random.nextInt(5)) {
                case 0, 1 -> accept();
                case 2, 3 -> someRun().ifPresent(this::settle);
                case 4 -> some().ifPresent(random.nextBoolean() ? this::cancel : this::hasten);
                default -> throw new IllegalStateException();
            }
        }
    }

    private void accept() {
        Call call = newCall().with(new Waiting(moment()), 0);
        disk.put(call);
        tell("offer " + call.id(), () -> lane.offer(new HeldCall(call, Optional.empty())));
    }

    private void settle(HeldCall run) {
        runs.remove(run);
        Call call = run.call();
        if (disk.waiting().noneMatch(stored -> stored.id().equals(call.id()))) {
            tell("stale " + call.id(), () -> ended(call));
            return;
        }
        boolean again = random.nextInt(3) == 0;
        CallState next = again ? new Waiting(moment()) : new Succeeded(now);
        Call after = call.with(next, call.attempts() + 1);
        disk.put(after);
        tell(
                "settle " + call.id() + " " + next,
                () -> {
                    if (again) {
                        stops(call);
                        lane.waitsAgain(new HeldCall(after, Optional.empty()));
                    } else {
                        ended(call);
                    }
                });
    }

    private void ended(Call call) {
        stops(call);
        lane.finished(call.id());
    }

    private void returned(HeldCall run) {
        // The engine's runs return on threads of their own, not through the committer.
        note("return " + run.call().id());
        runs.remove(run);
        stops(run.call());
        lane.waitsAgain(run);
    }

    private void stops(Call call) {
        started.remove(call.id());
        series.stops(call);
    }

    private void cancel(Call call) {
        disk.put(call.with(new Cancelled(now), call.attempts()));
        tell("cancel " + call.id(), () -> lane.cancelled(call.id()));
    }

    private void hasten(Call call) {
        if (!lane.isRunning(call.id()) || random.nextInt(4) == 0) {
            Call due = call.with(new Waiting(now), call.attempts());
            Instant at = now;
            disk.put(due);
            tell("hasten " + call.id(), () -> lane.hastened(due, at));
        }
    }

    private void hear() {
        Runnable next = news.poll();
        if (next != null) {
            next.run();
        }
    }

    private void pick() {
        Pick pick = lane.pick(policy(), now);
        note(pick.toString());
        switch (pick) {
            case Pick.Start(HeldCall item, var _, var _) -> start(item);
            case Pick.Load _, Pick.Look _ -> readings.add(new Reading(pick));
            case Pick.Sleep(Instant until) -> check(until.isAfter(now), "sleeps until " + until);
            case Pick.Crowded _, Pick.Nothing _ -> {}
            case Pick.Queued _ -> throw new IllegalStateException("it shares no limits");
        }
    }

    /** There is room now and then. */
    private final class Tight implements Claim.Room {
        @Override
        public Optional<ByteBudget.Share> claim(HeldCall item) {
            return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(LaneSamples.SHARE);
        }

        @Override
        public long needs(HeldCall item) {
            return 1;
        }
    }

    private void start(HeldCall item) {
        Call call = item.call();
        check(started.add(call.id()), "runs twice at once: " + call);
        check(!call.dueAt().isAfter(now), "is not due: " + call);
        if (news.isEmpty()) {
            check(
                    disk.waiting().anyMatch(stored -> isSame(stored, call)),
                    "is otherwise on disk: " + call);
        }
        runs.add(item);
        if (ordering == Ordering.SERIES) {
            series.starts(call);
            if (news.isEmpty()) {
                series.requireFirst(call, disk.waiting());
            }
        }
    }

    private static boolean isSame(Call one, Call other) {
        return one.id().equals(other.id()) && one.attempts() == other.attempts();
    }

    /** Moves a reading one step on: to the disk, or from there to the lane. */
    private void read() {
        if (readings.isEmpty()) {
            return;
        }
        Reading reading = readings.get(random.nextInt(readings.size()));
        if (reading.found.isPresent()) {
            readings.remove(reading);
            List<Call> found = reading.found.get();
            note("found " + reading.pick + " " + found.stream().map(Call::id).toList());
            switch (reading.pick) {
                case Pick.Load load -> loaded(load, found);
                case Pick.Look(Series.Lookup lookup) -> found(lookup, found);
                default -> throw new IllegalStateException();
            }
        } else if (random.nextInt(10) == 0) {
            readings.remove(reading);
            switch (reading.pick) {
                case Pick.Load load -> load.window().abandonLoading();
                case Pick.Look(Series.Lookup lookup) -> lane.windows.series().abandoned(lookup);
                default -> throw new IllegalStateException();
            }
        } else {
            reading.found = Optional.of(disk.read(reading.pick));
        }
    }

    private void loaded(Pick.Load load, List<Call> found) {
        boolean complete = found.size() < load.limit();
        List<HeldCall> items =
                found.stream().map(call -> new HeldCall(call, Optional.empty())).toList();
        load.window().load(items, complete, lane.running());
    }

    private void found(Series.Lookup lookup, List<Call> found) {
        if (lookup.series().isPresent()) {
            Optional<HeldCall> item =
                    found.stream().findFirst().map(call -> new HeldCall(call, Optional.empty()));
            Optional<HeldCall> _ = lane.windows.found(lookup, found, item, lane.running());
        } else {
            lane.windows
                    .series()
                    .found(
                            lookup,
                            found.stream()
                                    .filter(call -> call.series().isPresent())
                                    .collect(
                                            Collectors.groupingBy(
                                                    call -> call.series().getAsLong(),
                                                    Collectors.mapping(
                                                            Call::id, Collectors.toList()))),
                            true);
        }
    }

    /** Lets everything end, and fails when something is forgotten. */
    void drain() {
        note("drain");
        for (int rounds = 0; rounds < 100_000; rounds++) {
            while (!news.isEmpty()) {
                hear();
            }
            while (!readings.isEmpty()) {
                read();
            }
            for (HeldCall run : List.copyOf(runs)) {
                settle(run);
            }
            if (news.isEmpty() && !goOn()) {
                check(disk.waiting().findAny().isEmpty(), "forgotten: " + disk.waiting().toList());
                check(lane.status(now).waiting() == 0, "counted: " + lane.status(now));
                return;
            }
        }
        check(false, "never ends");
    }

    private boolean goOn() {
        Pick pick = lane.pick(policy(), now);
        note(pick.toString());
        switch (pick) {
            case Pick.Start(HeldCall item, var _, var _) -> start(item);
            case Pick.Load _, Pick.Look _ -> readings.add(new Reading(pick));
            case Pick.Sleep(Instant until) -> now = until;
            case Pick.Crowded _ -> {}
            case Pick.Queued _ -> throw new IllegalStateException("it shares no limits");
            case Pick.Nothing _ -> {
                return false;
            }
        }
        return true;
    }

    private LanePolicy policy() {
        return new LanePolicy(3, 0, ordering, false, BreakerPolicy.OFF);
    }

    private Optional<Call> some() {
        List<Call> all = disk.waiting().toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private Optional<HeldCall> someRun() {
        return runs.isEmpty()
                ? Optional.empty()
                : Optional.of(runs.get(random.nextInt(runs.size())));
    }

    private Call newCall() {
        Call call = Samples.call(++lastId);
        int series = random.nextInt(6);
        return series < 4 ? call.in(OptionalLong.of(series)) : call;
    }

    private Instant moment() {
        return now.plus(Duration.ofMillis(random.nextInt(40) - 20));
    }

    private void tell(String what, Runnable task) {
        note("disk: " + what);
        news.add(() -> {
            note(what);
            task.run();
        });
    }

    private void note(String what) {
        history.add(what);
        if (history.size() > 200) {
            history.removeFirst();
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
