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
 *
 * <p>A run is a loop over {@link Step}s on a thread of its own, which waits where there is
 * something to wait for.
 */
final class Attempting implements Run.Runner {

    private static final Outcome CALLED_OFF = new Outcome.Refused("call was cancelled");
    private static final String NO_ROOM = "answer needs more memory than there is";
    private static final Duration COMMIT_AGAIN = Duration.ofSeconds(1);
    private static final Duration READ_AGAIN = Duration.ofSeconds(1);
    private static final Duration SEND_AGAIN = Duration.ofSeconds(1);
    private static final Duration AFTER_A_BUG = Duration.ofMinutes(1);
    private static final int MOST_ATTEMPTS_WITH_BUGS = 20;
    private static final int MOST_RACES = 100;
    private static final Step OVER = new Step.Over();

    private final Store store;
    private final Map<String, Kind> kinds;
    private final Payloads payloads;
    private final Time time;
    private final EngineListener listener;
    private final Committer committer;
    private final Loop loop;

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
        this.loop = new Loop("call", listener);
    }

    @Override
    public void run(Item item, Run run) {
        Step step = new Step.Bring();
        while (!step.equals(OVER)) {
            step = taken(step, item, run);
        }
    }

    /**
     * Takes a step, so that neither a bug nor a store that is away leaves the run without an end.
     */
    private Step taken(Step step, Item item, Run run) {
        Call call = item.call();
        try {
            return switch (step) {
                case Step.Bring _ -> bring(item, run);
                case Step.Ask ask -> ask(call, ask, run);
                case Step.Settle(Sent sent, int races) -> settle(sent, races, run);
                case Step.Decide(Step.Ask ask, Settlement known) -> decide(call, ask, known, run);
                case Step.GiveUp(String reason) -> giveUp(call, reason, run);
                case Step.PutOff(int races) -> putOff(call, races, run);
                case Step.IfWaiting(Step then) -> ifWaiting(call, then);
                case Step.Ended(CallState end, int attempts) -> {
                    run.settled(end, attempts);
                    yield OVER;
                }
                case Step.Over over -> over;
            };
        } catch (StoreException _) {
            return unread(step, run);
        } catch (RuntimeException | Error bug) {
            tell(call, bug);
            run.notAsked();
            return new Step.PutOff(0);
        }
    }

    /** What has been sent is not sent again because the store cannot be read for a while. */
    private Step unread(Step step, Run run) {
        return switch (step) {
            case Step.Bring _, Step.Ask _ -> returned(READ_AGAIN, run);
            case Step.Settle settle -> {
                time.pause(READ_AGAIN);
                yield new Step.IfWaiting(settle);
            }
            case Step.Decide _,
                    Step.GiveUp _,
                    Step.PutOff _,
                    Step.IfWaiting _,
                    Step.Ended _,
                    Step.Over _ -> {
                time.pause(READ_AGAIN);
                yield step;
            }
        };
    }

    /** Not at once: the lane has yet to hear why, and it must not come round in circles. */
    private Step returned(Duration pause, Run run) {
        time.after(pause, run::returned);
        return OVER;
    }

    /** A bug must not lose a call, nor repeat for ever; nor must one in the report of it. */
    private void tell(Call call, Throwable bug) {
        var told = bug instanceof RuntimeException it ? it : new IllegalStateException(bug);
        boolean _ = loop.step(() -> listener.broke(call, told));
    }

    private Step bring(Item item, Run run) {
        Call call = item.call();
        Kind kind = kinds.get(call.kind());
        if (kind == null) {
            return new Step.GiveUp("no kind " + call.kind());
        }
        return switch (payloads.bring(item, run.share())) {
            case Brought.Here(Event event) -> new Step.Ask(event, kind, 0);
            case Brought.Gone _ -> new Step.GiveUp("its event is gone");
            case Brought.TooLarge(String why) -> new Step.GiveUp(why);
            case Brought.Crowded(int size) -> {
                run.crowded(size);
                yield OVER;
            }
        };
    }

    private Step ask(Call call, Step.Ask ask, Run run) {
        Event event = ask.event();
        Kind kind = ask.kind();
        Instant at = time.now();
        boolean early = Window.dueAt(call).isAfter(time.steady());
        long needed = kind.needs(call, event.payload().size());
        boolean _ = ask.races() == 0 || run.share().growInTurn(needed);
        long before = run.share().bytes();
        Asked asked = Asked.of(call, event, kind, at, run);
        // The request is let go of, and the reply is as large as it is.
        run.share().shrink(before - needed + asked.bytes());
        return switch (asked) {
            case Asked.Replied(List<Header> shown, Reply reply) -> {
                if (run.hangup().isHungUp()) {
                    run.notAsked();
                } else {
                    run.replied(reply);
                }
                Reply judged = roomy(ask, reply, run);
                yield new Step.Settle(new Sent(call, ask, at, early, shown, judged), 0);
            }
            case Asked.Unready(Reply reply) -> {
                run.replied(reply);
                Reply judged = roomy(ask, reply, run);
                yield new Step.Settle(new Sent(call, ask, at, early, List.of(), judged), 0);
            }
            case Asked.Unsent _ -> {
                run.share().close();
                yield returned(SEND_AGAIN, run);
            }
            case Asked.Decided(Settlement settlement) -> new Step.Decide(ask, settlement);
        };
    }

    /** The reply that is judged, once there is room for what follows from it. */
    private static Reply roomy(Step.Ask ask, Reply reply, Run run) {
        return run.share().growInTurn(ask.kind().concludes(ask.event(), reply))
                ? reply
                : new Reply.Faulted(WireFault.NO_ROOM, NO_ROOM, reply.timing());
    }

    private Step settle(Sent sent, int races, Run run) {
        Call call = sent.call();
        requireFew(races, call);
        Instant now = time.surely();
        Settlement settlement = sent.settlement(now);
        Outcome outcome = settlement.outcome();
        if (sent.waitsOn(outcome, now)) {
            run.early();
            return OVER;
        }
        Attempt attempt = sent.kept(outcome);
        CallState next = next(outcome, sent.at(), now);
        if (races == 0) {
            // What was broken off is not tried again, whatever its kind says to the fault.
            Outcome told = run.hangup().isHungUp() ? CALLED_OFF : outcome;
            listener.attempted(call, sent.event(), attempt, told);
        }
        return commit(
                call,
                settlement.consequences(),
                Change.Settle.of(call, Optional.of(attempt), next, sent.number()),
                new Step.IfWaiting(new Step.Settle(sent, races + 1)),
                run);
    }

    /** Moves a call without an attempt. */
    private Step decide(Call call, Step.Ask ask, Settlement settlement, Run run) {
        requireFew(ask.races(), call);
        run.notAsked();
        Instant now = time.now();
        return commit(
                call,
                settlement.consequences(),
                unasked(call, next(settlement.outcome(), now, now), call.attempts()),
                new Step.IfWaiting(new Step.Ask(ask.event(), ask.kind(), ask.races() + 1)),
                run);
    }

    private Step giveUp(Call call, String reason, Run run) {
        run.notAsked();
        CallState dead = new CallState.Dead(time.now(), reason);
        return commit(
                call,
                Settlement.NOTHING,
                unasked(call, dead, call.attempts()),
                new Step.Ended(dead, call.attempts()),
                run);
    }

    private Step putOff(Call call, int races, Run run) {
        Instant now = time.now();
        int attempts = call.attempts() + 1;
        CallState next =
                attempts <= MOST_ATTEMPTS_WITH_BUGS
                        ? new CallState.Waiting(time.steady().plus(AFTER_A_BUG))
                        : new CallState.Dead(now, "internal error");
        return commit(
                call,
                consequences(call, next, now, races),
                unasked(call, next, attempts),
                new Step.IfWaiting(new Step.PutOff(races + 1)),
                run);
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
        } catch (RuntimeException | Error bug) {
            tell(call, bug);
            return Settlement.NOTHING;
        }
    }

    private Step ifWaiting(Call call, Step then) {
        Optional<CallState> state = store.call(call.project(), call.id()).map(Call::state);
        return state.isPresent() && state.get() instanceof CallState.Waiting
                ? then
                : new Step.Ended(
                        state.orElseGet(() -> new CallState.Cancelled(time.now())),
                        call.attempts());
    }

    /**
     * Commits until the store takes it: the run has not ended before it is on disk. Its lane hears
     * of it on the committing thread, and so in the order of the commits.
     */
    private Step commit(Call call, Change consequences, Change.Settle move, Step onStale, Run run) {
        Change change = consequences.and(Change.settle(move));
        Runnable onDone = () -> run.settled(move.next(), move.attempts());
        while (true) {
            var result = committer.put(call.project(), change, onDone);
            if (result.isEmpty()) {
                return OVER;
            }
            switch (result.get().join()) {
                case Committed.Done _ -> {
                    return OVER;
                }
                case Committed.Stale _ -> {
                    return onStale;
                }
                case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ ->
                        time.pause(COMMIT_AGAIN);
            }
        }
    }

    private static void requireFew(int races, Call call) {
        if (races > MOST_RACES) {
            throw new IllegalStateException(call.id() + " cannot be settled");
        }
    }

    /** A kind speaks of the machine's clock; what a call waits for is in the steady time. */
    private CallState next(Outcome outcome, Instant startedAt, Instant now) {
        Outcome own =
                outcome instanceof Outcome.Retry(Instant at, String why)
                        ? new Outcome.Retry(time.steady().plus(Duration.between(now, at)), why)
                        : outcome;
        return CallStates.settle(new CallState.Running(startedAt), own, now).orElseThrow();
    }

    private static Change.Settle unasked(Call call, CallState next, int attempts) {
        return Change.Settle.of(call, Optional.empty(), next, attempts);
    }
}
