package dev.ringback.kernel;

import dev.ringback.kernel.Kind.Settlement;
import dev.ringback.kernel.Payloads.Brought;
import dev.ringback.kernel.Window.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt of a call: prepare, send, judge, settle. What follows from the reply is committed
 * together with it, and only then has the run ended.
 */
final class Attempting implements Run.Runner {

    private static final Outcome CALLED_OFF = new Outcome.Refused("call was cancelled");
    private static final String NO_ROOM = "answer needs more memory than there is";
    private static final Duration COMMIT_AGAIN = Duration.ofSeconds(1);
    private static final Duration SEND_AGAIN = Duration.ofSeconds(1);
    private static final Duration AFTER_A_BUG = Duration.ofMinutes(1);
    private static final int MOST_ATTEMPTS_WITH_BUGS = 20;
    private static final int MOST_RACES = 100;

    /**
     * When an attempt began.
     *
     * @param at by the machine's clock
     * @param early whether before the call was due, as the head of a fifo lane
     */
    private record Start(Instant at, boolean early) {}

    /** The sending half of a run, before it is judged. */
    private record Sent(
            Call call, Event event, Kind kind, Start start, List<Header> shown, Reply reply) {
        int number() {
            return call.attempts() + 1;
        }
    }

    /**
     * How a run ends.
     *
     * @param attempts how many attempts are finished after it
     */
    private record End(ProjectId project, Change change, CallState next, int attempts) {}

    private final Store store;
    private final Map<String, Kind> kinds;
    private final Payloads payloads;
    private final Time time;
    private final EngineListener listener;
    private final Committer committer;

    Attempting(
            Store store,
            Map<String, Kind> kinds,
            Payloads payloads,
            Time time,
            EngineListener listener,
            Committer committer) {
        this.store = store;
        this.kinds = kinds;
        this.payloads = payloads;
        this.time = time;
        this.listener = listener;
        this.committer = committer;
    }

    @Override
    public void run(Item item, Run run) {
        Call call = item.call();
        Runnable work =
                () -> {
                    Kind kind = kinds.get(call.kind());
                    if (kind == null) {
                        give(call, "no kind " + call.kind(), run);
                        return;
                    }
                    switch (payloads.bring(item, run.share())) {
                        case Brought.Here(Event event) -> attempt(call, event, kind, 0, run);
                        case Brought.Gone _ -> give(call, "its event is gone", run);
                        case Brought.Crowded(int size) -> run.crowded(size);
                        case Brought.TooLarge(String why) -> give(call, why, run);
                    }
                };
        guarded(call, run, work, () -> time.after(COMMIT_AGAIN, run::returned));
    }

    /** Runs a step of a run, so that a bug in a kind cannot leave the run without an end. */
    private void guarded(Call call, Run run, Runnable step, Runnable onUnreadable) {
        try {
            step.run();
        } catch (StoreException _) {
            onUnreadable.run();
        } catch (RuntimeException bug) {
            broke(call, bug, run);
        } catch (Error bug) {
            broke(call, new IllegalStateException(bug), run);
        }
    }

    private void attempt(Call call, Event event, Kind kind, int races, Run run) {
        var start = new Start(time.now(), Window.dueAt(call).isAfter(time.steady()));
        int payload = event.payload().size();
        boolean _ = races == 0 || run.share().growInTurn(kind.needs(call, payload));
        long before = run.share().bytes();
        Asked asked = Asked.of(call, event, kind, start.at(), run);
        // The request is let go of, and the reply is as large as it is.
        run.share().shrink(before - kind.needs(call, payload) + asked.bytes());
        switch (asked) {
            case Asked.Replied(List<Header> shown, Reply reply) -> {
                if (run.hangup().isHungUp()) {
                    run.notAsked();
                } else {
                    run.replied(reply);
                }
                judge(sent(call, event, kind, start, shown, reply, run), run);
            }
            case Asked.Unready(Reply reply) -> {
                run.replied(reply);
                judge(sent(call, event, kind, start, List.of(), reply, run), run);
            }
            // Not at once: the lane has yet to hear why, and it must not come round in circles.
            case Asked.Unsent _ -> {
                run.share().close();
                time.after(SEND_AGAIN, run::returned);
            }
            case Asked.Decided(Settlement settlement) -> {
                requireFew(races, call);
                Runnable anew = () -> attempt(call, event, kind, races + 1, run);
                decided(call, settlement, () -> ifWaiting(call, run, anew), run);
            }
        }
    }

    /** What is to be judged, once there is room for what follows from it. */
    private static Sent sent(
            Call call,
            Event event,
            Kind kind,
            Start start,
            List<Header> shown,
            Reply reply,
            Run run) {
        boolean room = run.share().growInTurn(kind.concludes(event, reply));
        Reply judged = room ? reply : new Reply.Faulted(WireFault.NO_ROOM, NO_ROOM, reply.timing());
        return new Sent(call, event, kind, start, shown, judged);
    }

    /** What has been sent is not sent again because the store cannot be read for a while. */
    private void judge(Sent sent, Run run) {
        try {
            settle(sent, 0, run);
        } catch (StoreException _) {
            later(() -> again(sent, 0, run));
        }
    }

    private void settle(Sent sent, int races, Run run) {
        Call call = sent.call();
        Instant now = time.surely();
        Settlement settlement = sent.kind().settle(call, sent.event(), sent.reply(), now);
        Outcome outcome = settlement.outcome();
        if (sent.start().early() && staysWaiting(sent, outcome, now)) {
            run.early();
            return;
        }
        boolean kept = outcome instanceof Outcome.Success && sent.kind().keepsBodies();
        Attempt attempt =
                Attempt.of(
                        sent.number(),
                        sent.start().at(),
                        sent.shown(),
                        kept ? bodiless(sent.reply()) : sent.reply(),
                        outcome);
        CallState next = next(outcome, sent.start().at(), now);
        if (races == 0) {
            // What was broken off is not tried again, whatever its kind says to the fault.
            Outcome told = run.hangup().isHungUp() ? CALLED_OFF : outcome;
            listener.attempted(call, sent.event(), attempt, told);
        }
        Change change =
                settlement
                        .consequences()
                        .and(move(call, Optional.of(attempt), next, sent.number()));
        var end = new End(sent.call().project(), change, next, sent.number());
        commit(end, () -> again(sent, races + 1, run), run);
    }

    private void again(Sent sent, int races, Run run) {
        ifWaiting(
                sent.call(),
                run,
                () -> {
                    requireFew(races, sent.call());
                    settle(sent, races, run);
                });
    }

    /**
     * Whether a call that was asked before its time waits on: the schedule says when it has failed
     * once more, and when it is given up. What is final is so at any time, so where no retries are
     * left it is asked what the attempt would mean if it were the one before.
     */
    private static boolean staysWaiting(Sent sent, Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.Success _ -> false;
            case Outcome.Retry _ -> true;
            case Outcome.Refused _ -> {
                Call before = sent.call().with(sent.call().state(), sent.call().attempts() - 1);
                Settlement then = sent.kind().settle(before, sent.event(), sent.reply(), now);
                yield then.outcome() instanceof Outcome.Retry;
            }
        };
    }

    /**
     * Goes on after a change was refused: because a document has changed, or because the call has
     * ended meanwhile, and its run with it.
     */
    private void ifWaiting(Call call, Run run, Runnable goOn) {
        Runnable step =
                () -> {
                    Optional<CallState> state =
                            store.call(call.project(), call.id()).map(Call::state);
                    if (state.isPresent() && state.get() instanceof CallState.Waiting) {
                        goOn.run();
                    } else {
                        run.settled(
                                state.orElseGet(() -> new CallState.Cancelled(time.now())),
                                call.attempts());
                    }
                };
        guarded(call, run, step, () -> later(() -> ifWaiting(call, run, goOn)));
    }

    private static void requireFew(int races, Call call) {
        if (races > MOST_RACES) {
            throw new IllegalStateException(call.id() + " cannot be settled");
        }
    }

    /** Moves a call without an attempt. */
    private void decided(Call call, Settlement settlement, Runnable onStale, Run run) {
        run.notAsked();
        Instant now = time.now();
        CallState next = next(settlement.outcome(), now, now);
        Change change =
                settlement.consequences().and(move(call, Optional.empty(), next, call.attempts()));
        commit(new End(call.project(), change, next, call.attempts()), onStale, run);
    }

    /** Ends a call that nothing can be done for. */
    private void give(Call call, String reason, Run run) {
        run.notAsked();
        CallState dead = new CallState.Dead(time.now(), reason);
        Change change = move(call, Optional.empty(), dead, call.attempts());
        var end = new End(call.project(), change, dead, call.attempts());
        commit(end, () -> run.settled(dead, call.attempts()), run);
    }

    /** A bug must not lose a call, nor repeat for ever; nor must one in the report of it. */
    private void broke(Call call, RuntimeException bug, Run run) {
        try {
            listener.broke(call, bug);
        } finally {
            run.notAsked();
            putOff(call, 0, run);
        }
    }

    /** Lets a call wait after a bug, or gives it up after many. */
    private void putOff(Call call, int races, Run run) {
        Instant now = time.now();
        int attempts = call.attempts() + 1;
        CallState next =
                attempts <= MOST_ATTEMPTS_WITH_BUGS
                        ? new CallState.Waiting(time.steady().plus(AFTER_A_BUG))
                        : new CallState.Dead(now, "internal error");
        try {
            Change change =
                    consequences(call, next, now, races)
                            .and(move(call, Optional.empty(), next, attempts));
            Runnable anew = () -> putOff(call, races + 1, run);
            commit(
                    new End(call.project(), change, next, attempts),
                    () -> ifWaiting(call, run, anew),
                    run);
        } catch (StoreException _) {
            later(() -> putOff(call, races, run));
        }
    }

    /** What the kind says to the end; a bug in that, too, must not keep the call from ending. */
    private Change consequences(Call call, CallState next, Instant now, int races) {
        Kind kind = kinds.get(call.kind());
        if (next instanceof CallState.Waiting || kind == null) {
            return Settlement.NOTHING;
        }
        try {
            requireFew(races, call);
            return store.event(call.event())
                    .map(event -> kind.ended(call, event, next, now))
                    .orElse(Settlement.NOTHING);
        } catch (StoreException unreadable) {
            throw unreadable;
        } catch (RuntimeException bug) {
            listener.broke(call, bug);
        } catch (Error bug) {
            listener.broke(call, new IllegalStateException(bug));
        }
        return Settlement.NOTHING;
    }

    /** Commits until the store takes it: the run has not ended before it is on disk. */
    private void commit(End end, Runnable onStale, Run run) {
        committer.put(
                end.project(),
                end.change(),
                committed -> {
                    switch (committed) {
                        case Committed.Done _ -> run.settled(end.next(), end.attempts());
                        case Committed.Stale _ -> onThread(onStale);
                        case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ ->
                                later(() -> commit(end, onStale, run));
                    }
                });
    }

    private static Reply bodiless(Reply reply) {
        return switch (reply) {
            case Reply.Answered(int status, var headers, Payload _, boolean cut, Timing timing) ->
                    new Reply.Answered(status, headers, Payload.EMPTY, cut, timing);
            case Reply.Faulted faulted -> faulted;
        };
    }

    /** A kind speaks of the machine's clock; what a call waits for is in the steady time. */
    private CallState next(Outcome outcome, Instant startedAt, Instant now) {
        Outcome own =
                outcome instanceof Outcome.Retry(Instant at, String why)
                        ? new Outcome.Retry(time.steady().plus(Duration.between(now, at)), why)
                        : outcome;
        return CallStates.settle(new CallState.Running(startedAt), own, now).orElseThrow();
    }

    private static Change move(Call call, Optional<Attempt> attempt, CallState next, int attempts) {
        return Change.settle(Change.Settle.of(call, attempt, next, attempts));
    }

    private void later(Runnable task) {
        time.after(COMMIT_AGAIN, () -> onThread(task));
    }

    private static void onThread(Runnable task) {
        Thread.ofVirtual().name("settle").start(task);
    }
}
