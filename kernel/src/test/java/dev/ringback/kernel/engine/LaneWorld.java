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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A lane between a disk that knows everything and a committer that tells the lane a little later,
 * as in the engine: changes reach the disk in groups, and the lane hears of them one by one.
 */
final class LaneWorld {

    /** A reading of the disk: asked for, then read, then handed over. */
    private static final class Reading {
        private final Pick.Load load;
        private Optional<List<Call>> found = Optional.empty();

        Reading(Pick.Load load) {
            this.load = load;
        }
    }

    private final Random random;
    private final Lane lane;
    private final int capacity;
    private final Map<CallId, Call> disk = new TreeMap<>();
    private final Set<CallId> started = new HashSet<>();
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
        this.ordering = random.nextInt(4) == 0 ? Ordering.FIFO : Ordering.NONE;
        this.lane = new Lane(LANE, capacity, ordering, now, new Tight(), LaneSamples.places());
        startWithBacklog();
    }

    String history() {
        return String.join("\n", history);
    }

    private void startWithBacklog() {
        for (int retrying = 0; retrying < 2; retrying++) {
            int count = random.nextInt(3 * capacity);
            var backlog = new ArrayList<Call>();
            for (int i = 0; i < count; i++) {
                backlog.add(newCall().with(new Waiting(moment()), retrying));
            }
            backlog.forEach(call -> disk.put(call.id(), call));
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
            case 0 -> ordering = ordering == Ordering.FIFO ? Ordering.NONE : Ordering.FIFO;
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
        disk.put(call.id(), call);
        tell("offer " + call.id(), () -> lane.offer(new HeldCall(call, Optional.empty())));
    }

    private void settle(HeldCall run) {
        runs.remove(run);
        Call call = run.call();
        if (waiting().noneMatch(stored -> stored.id().equals(call.id()))) {
            tell("stale " + call.id(), () -> ended(call));
            return;
        }
        boolean again = random.nextInt(3) == 0;
        CallState next = again ? new Waiting(moment()) : new Succeeded(now);
        Call after = call.with(next, call.attempts() + 1);
        disk.put(call.id(), after);
        tell(
                "settle " + call.id() + " " + next,
                () -> {
                    if (again) {
                        started.remove(call.id());
                        lane.waitsAgain(new HeldCall(after, Optional.empty()));
                    } else {
                        ended(call);
                    }
                });
    }

    private void ended(Call call) {
        started.remove(call.id());
        lane.finished(call.id());
    }

    private void returned(HeldCall run) {
        // The engine's runs return on threads of their own, not through the committer.
        note("return " + run.call().id());
        runs.remove(run);
        started.remove(run.call().id());
        lane.waitsAgain(run);
    }

    private void cancel(Call call) {
        disk.put(call.id(), call.with(new Cancelled(now), call.attempts()));
        tell("cancel " + call.id(), () -> lane.cancelled(call.id()));
    }

    private void hasten(Call call) {
        if (!lane.isRunning(call.id()) || random.nextInt(4) == 0) {
            Call due = call.with(new Waiting(now), call.attempts());
            Instant at = now;
            disk.put(call.id(), due);
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
            case Pick.Load load -> readings.add(new Reading(load));
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
                    waiting().anyMatch(stored -> isSame(stored, call)),
                    "is otherwise on disk: " + call);
        }
        runs.add(item);
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
            note("load " + found.stream().map(Call::id).toList());
            boolean complete = found.size() < reading.load.limit();
            List<HeldCall> items =
                    found.stream().map(call -> new HeldCall(call, Optional.empty())).toList();
            reading.load.window().load(items, complete, lane.running());
        } else if (random.nextInt(10) == 0) {
            readings.remove(reading);
            reading.load.window().abandonLoading();
        } else {
            reading.found = Optional.of(onDisk(reading.load));
        }
    }

    private List<Call> onDisk(Pick.Load load) {
        Comparator<Call> byDueTime = Comparator.comparing(Call::dueAt);
        Stream<Call> found =
                switch (load.window().order()) {
                    case AGE -> waiting();
                    case FRESH -> waiting().filter(c -> c.attempts() == 0).sorted(byDueTime);
                    case RETRIES -> waiting().filter(c -> c.attempts() > 0).sorted(byDueTime);
                };
        return found.limit(load.limit()).toList();
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
                check(waiting().findAny().isEmpty(), "forgotten: " + waiting().toList());
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
            case Pick.Load load -> readings.add(new Reading(load));
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

    private Stream<Call> waiting() {
        return disk.values().stream().filter(call -> call.state() instanceof Waiting);
    }

    private Optional<Call> some() {
        List<Call> all = waiting().toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private Optional<HeldCall> someRun() {
        return runs.isEmpty()
                ? Optional.empty()
                : Optional.of(runs.get(random.nextInt(runs.size())));
    }

    private Call newCall() {
        return Samples.call(lastId++);
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
