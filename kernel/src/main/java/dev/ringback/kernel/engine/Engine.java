package dev.ringback.kernel.engine;

import dev.ringback.kernel.attempt.Attempting;
import dev.ringback.kernel.attempt.Ends;
import dev.ringback.kernel.attempt.Payloads;
import dev.ringback.kernel.commit.Committer;
import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.kernel.policy.LanePolicies;
import dev.ringback.kernel.port.Activity;
import dev.ringback.kernel.port.CallMoves;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.EngineListener;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.LaneStatus;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Standing;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.sharing.SharedLimits;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs durable calls.
 *
 * <p>Whoever causes calls hands in a {@link Change}; when {@link #commit} returns {@code Done} it
 * is on disk, and its calls are on their way. The engine waits for their time, keeps to the policy
 * of their lanes, sends them, judges the replies and commits what follows, until each call is
 * Succeeded, Dead or Cancelled.
 */
public final class Engine implements Calls, CallMoves, Activity {

    /**
     * How long whoever hands in a change waits for its commit. Most clients give up soon after; a
     * commit that takes longer goes on without them.
     */
    public static final Duration COMMIT_WAIT = Duration.ofSeconds(10);

    private final Time time;
    private final ByteBudget budget;
    private final EngineListener listener;
    private final Followers followers;
    private final Loop following;
    private final Ends ends;
    private final Moves moves;
    private final Committer committer;
    private final Dispatcher dispatcher;
    private final SteadyNote note;
    private final Doubts doubts;
    private final Repeats repeats;

    /**
     * Makes an engine that is not running yet.
     *
     * @param store where everything is kept
     * @param kinds what calls are for, each with a different name
     * @param policies how the calls of a lane may run
     * @param time the clock
     * @param listener is told what happens
     * @param followers keep in memory what is on disk
     * @param limits bounds on how much happens at a time
     * @param budget the account of what is held in memory
     * @param shared who holds places under limits that lanes share with each other, and with others
     */
    public Engine(
            Store store,
            List<Kind> kinds,
            LanePolicies policies,
            Time time,
            EngineListener listener,
            List<Follower> followers,
            EngineLimits limits,
            ByteBudget budget,
            SharedLimits shared) {
        this.time = time;
        this.budget = budget;
        this.listener = listener;
        this.followers = new Followers(List.copyOf(followers));
        this.following = new Loop("committer", listener);
        this.committer = new Committer(store, time, listener, limits, budget, this::heard);
        Map<String, Kind> byName =
                kinds.stream().collect(Collectors.toMap(Kind::name, Function.identity()));
        this.ends = new Ends(store, byName);
        var payloads = new Payloads(store, byName, budget);
        var attempting = new Attempting(store, byName, ends, payloads, time, listener, committer);
        this.dispatcher =
                new Dispatcher(
                        store, policies, time, limits, shared, payloads, attempting, listener);
        budget.whenFreed(dispatcher::room);
        policies.whenChanged(dispatcher::refresh);
        this.moves = new Moves(store, time, this, this::isRunning);
        this.note = new SteadyNote(store, time);
        this.doubts = new Doubts(store, time, dispatcher, committer, this.followers, listener);
        this.repeats = new Repeats(store, time, dispatcher, budget, listener);
    }

    /** Begins: takes up what waits on disk. */
    public void start() {
        // In this order, so that what is committed from now on is not counted as backlog too.
        dispatcher.start();
        committer.start();
    }

    /**
     * Ends: starts no more calls, waits for those that run, and commits what they came to. What
     * still runs after that is sent again by the next engine on this store.
     *
     * @param atMost how long to wait for running calls
     * @return whether all of them have ended
     */
    public boolean stop(Duration atMost) {
        boolean drained = dispatcher.stop(atMost);
        committer.stop(Duration.ofSeconds(10));
        return drained;
    }

    /**
     * Commits a change, waits until it is on disk, and sets its calls going. Of calls that it
     * cancels the requests under way are broken off, and what their kinds say to that end is
     * committed with it. A settle is not for outsiders: it belongs to the engine.
     *
     * @return {@code Unknown} when it is not on disk after {@link #COMMIT_WAIT}
     * @throws StoreException when what it cancels cannot be read
     */
    @Override
    public Committed commit(Change change) {
        if (change.settle().isPresent()) {
            throw new IllegalArgumentException("only the engine settles calls");
        }
        if (change.moves().isEmpty()) {
            return committed(change);
        }
        Optional<Share> share = budget.of(turn(change)).take(ends.needs(change));
        if (share.isEmpty()) {
            return new Committed.Overloaded();
        }
        try (Share _ = share.get()) {
            return committed(ends.with(change, time.now()));
        }
    }

    @Override
    public CallMoves moves() {
        return this;
    }

    @Override
    public Activity activity() {
        return this;
    }

    @Override
    public Move cancel(ProjectId project, CallId id) {
        return moves.one(project, id, Change::cancel);
    }

    @Override
    public Move hasten(ProjectId project, CallId id) {
        return moves.one(project, id, Change::hasten);
    }

    @Override
    public Committed cancel(List<Call> calls) {
        return moves.all(calls, Change::cancel);
    }

    @Override
    public Committed hasten(List<Call> calls) {
        return moves.all(calls, Change::hasten);
    }

    @Override
    public Standing standing() {
        return committer.standing();
    }

    @Override
    public Stream<LaneStatus> lanes() {
        return dispatcher.statuses().map(lane -> lane.dueBy(time::shown));
    }

    @Override
    public Optional<LaneStatus> lane(LaneId id) {
        return dispatcher.status(id).map(lane -> lane.dueBy(time::shown));
    }

    @Override
    public Call shown(Call call) {
        return call.dueLater(time.ahead().negated());
    }

    /** How many lanes wait until there is room in memory for a call that is due. */
    public int crowded() {
        return dispatcher.crowded();
    }

    @Override
    public boolean isRunning(Call call) {
        return dispatcher.isRunning(call);
    }

    @Override
    public Set<CallId> running(LaneId lane) {
        return dispatcher.running(lane);
    }

    private Committed committed(Change change) {
        return committer
                .offer(turn(change), change, () -> {})
                .map(result -> time.await(result, COMMIT_WAIT, new Committed.Unknown()))
                .orElseGet(Committed.Overloaded::new);
    }

    /** Whose turn it is committed in; what belongs to nobody is the operator's. */
    private static ProjectId turn(Change change) {
        return change.project().orElse(ProjectId.DEFAULT);
    }

    private void heard(Change change, Committed committed) {
        switch (committed) {
            case Committed.Done done -> {
                doubts.committed();
                onDisk(change, done);
                note.committed(each -> committer.offer(turn(each), each, () -> {}));
            }
            // The answer may have been lost rather than the change, so the disk is looked at.
            case Committed.Failed _ -> {
                change.calls().forEach(dispatcher::mayWait);
                doubts.about(change);
            }
            case Committed.Stale _, Committed.Unknown _, Committed.Overloaded _ -> {}
        }
    }

    private void onDisk(Change change, Committed.Done done) {
        followers.committed(change, following);
        try {
            tellListener(change.events().size(), done.duplicates().size());
        } finally {
            offer(change, done);
            if (!change.moves().isEmpty()) {
                dispatcher.moved(change.moves());
            }
        }
    }

    private void tellListener(int events, int duplicates) {
        if (events > 0) {
            listener.accepted(events - duplicates, duplicates);
        }
    }

    private void offer(Change change, Committed.Done done) {
        if (!done.duplicates().isEmpty()) {
            change.events().stream()
                    .filter(event -> done.duplicates().contains(event.sequence()))
                    .forEach(repeats::of);
        }
        if (change.calls().isEmpty()) {
            return;
        }
        Map<Long, Event> events = new HashMap<>();
        for (Event event : change.events()) {
            events.put(event.sequence(), event);
        }
        for (Call call : change.calls()) {
            if (!done.duplicates().contains(call.event())) {
                dispatcher.offer(call, Optional.ofNullable(events.get(call.event())));
            }
        }
    }
}
