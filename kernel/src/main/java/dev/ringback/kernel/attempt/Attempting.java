package dev.ringback.kernel.attempt;

import dev.ringback.kernel.attempt.Payloads.Brought;
import dev.ringback.kernel.commit.Committer;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.EngineListener;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Kind.Settlement;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt of a call: prepare, send, judge, settle. What follows from the reply is committed
 * together with it, and only then has the run ended.
 *
 * <p>A run is a loop over {@link RunStep}s on a thread of its own, which waits where there is
 * something to wait for.
 */
public final class Attempting implements CallRun.Runner {

    private static final Outcome CALLED_OFF = new Outcome.Refused("call was cancelled");
    private static final String NO_ROOM = "answer needs more memory than there is";
    private static final Duration READ_AGAIN = Duration.ofSeconds(1);
    private static final Duration SEND_AGAIN = Duration.ofSeconds(1);
    private static final Duration AFTER_A_BUG = Duration.ofMinutes(1);
    private static final int MOST_ATTEMPTS_WITH_BUGS = 20;
    private static final int MOST_RACES = 100;

    private final Store store;
    private final Map<String, Kind> kinds;
    private final Ends ends;
    private final Payloads payloads;
    private final Time time;
    private final EngineListener listener;
    private final Settling settling;
    private final Loop loop;

    public Attempting(
            Store store,
            Map<String, Kind> kinds,
            Ends ends,
            Payloads payloads,
            Time time,
            EngineListener listener,
            Committer committer) {
        this.store = store;
        this.kinds = kinds;
        this.ends = ends;
        this.payloads = payloads;
        this.time = time;
        this.listener = listener;
        this.settling = new Settling(time, ends, committer);
        this.loop = new Loop("call", listener);
    }

    @Override
    public void run(HeldCall item, CallRun run) {
        RunStep step = new RunStep.Bring();
        while (!step.equals(RunStep.OVER)) {
            step = taken(step, item, run);
        }
    }

    /**
     * Takes a step, so that neither a bug nor a store that is away leaves the run without an end.
     */
    private RunStep taken(RunStep step, HeldCall item, CallRun run) {
        Call call = item.call();
        try {
            return switch (step) {
                case RunStep.Bring _ -> bring(item, run);
                case RunStep.Ask ask -> ask(call, ask, run);
                case RunStep.Settle(Sent sent, int races) -> settle(sent, races, run);
                case RunStep.Decide(RunStep.Ask ask, Settlement known) ->
                        decide(call, ask, known, run);
                case RunStep.GiveUp(String reason) -> giveUp(call, reason, run);
                case RunStep.PutOff(int races) -> putOff(call, races, run);
                case RunStep.IfWaiting(RunStep then) -> ifWaiting(call, then);
                case RunStep.Ended(CallState end, int attempts) -> {
                    run.settled(end, attempts);
                    yield RunStep.OVER;
                }
                case RunStep.Over over -> over;
            };
        } catch (StoreException _) {
            return unread(step, run);
        } catch (RuntimeException | Error bug) {
            tell(call, bug);
            run.notAsked();
            return new RunStep.PutOff(0);
        }
    }

    /** What has been sent is not sent again because the store cannot be read for a while. */
    private RunStep unread(RunStep step, CallRun run) {
        return switch (step) {
            case RunStep.Bring _, RunStep.Ask _ -> returned(READ_AGAIN, run);
            case RunStep.Settle settle -> {
                time.pause(READ_AGAIN);
                yield new RunStep.IfWaiting(settle);
            }
            case RunStep.Decide _,
                    RunStep.GiveUp _,
                    RunStep.PutOff _,
                    RunStep.IfWaiting _,
                    RunStep.Ended _,
                    RunStep.Over _ -> {
                time.pause(READ_AGAIN);
                yield step;
            }
        };
    }

    /** Not at once: the lane has yet to hear why, and it must not come round in circles. */
    private RunStep returned(Duration pause, CallRun run) {
        time.after(pause, run::returned);
        return RunStep.OVER;
    }

    /** A bug must not lose a call, nor repeat for ever; nor must one in the report of it. */
    private void tell(Call call, Throwable bug) {
        var told = bug instanceof RuntimeException it ? it : new IllegalStateException(bug);
        boolean _ = loop.step(() -> listener.broke(call, told));
    }

    private RunStep bring(HeldCall item, CallRun run) {
        Call call = item.call();
        Kind kind = kinds.get(call.kind());
        if (kind == null) {
            return new RunStep.GiveUp("no kind " + call.kind());
        }
        return switch (payloads.bring(item, run.share())) {
            case Brought.Here(Event event) -> new RunStep.Ask(event, kind, 0);
            case Brought.Gone _ -> new RunStep.GiveUp("its event is gone");
            case Brought.TooLarge(String why) -> new RunStep.GiveUp(why);
            case Brought.Crowded(int size) -> {
                run.crowded(size);
                yield RunStep.OVER;
            }
        };
    }

    private RunStep ask(Call call, RunStep.Ask ask, CallRun run) {
        Event event = ask.event();
        Kind kind = ask.kind();
        Instant at = time.now();
        boolean early = call.dueAt().isAfter(time.steady());
        long needed = kind.needs(call, event.bytes());
        boolean _ = ask.races() == 0 || run.share().growInTurn(needed);
        long before = run.share().bytes();
        SendResult asked = SendResult.of(call, event, kind, at, run);
        // The request is let go of, and the reply is as large as it is.
        run.share().shrink(before - needed + asked.bytes());
        return switch (asked) {
            case SendResult.Replied(List<Header> shown, Reply reply) -> {
                if (run.hangup().isHungUp()) {
                    run.notAsked();
                } else {
                    run.replied(reply);
                }
                Reply judged = roomy(ask, reply, run);
                yield new RunStep.Settle(new Sent(call, ask, at, early, shown, judged), 0);
            }
            case SendResult.Unready(Reply reply) -> {
                run.replied(reply);
                Reply judged = roomy(ask, reply, run);
                yield new RunStep.Settle(new Sent(call, ask, at, early, List.of(), judged), 0);
            }
            case SendResult.Unsent _ -> {
                run.share().close();
                yield returned(SEND_AGAIN, run);
            }
            case SendResult.Decided(Settlement settlement) -> new RunStep.Decide(ask, settlement);
        };
    }

    /** The reply that is judged, once there is room for what follows from it. */
    private static Reply roomy(RunStep.Ask ask, Reply reply, CallRun run) {
        return run.share().growInTurn(ask.kind().concludes(ask.event(), reply))
                ? reply
                : new Reply.Faulted(WireFault.NO_ROOM, NO_ROOM, reply.timing());
    }

    private RunStep settle(Sent sent, int races, CallRun run) {
        Call call = sent.call();
        requireFew(races, call);
        Instant now = time.surely();
        Settlement settlement = sent.settlement(now);
        Outcome outcome = settlement.outcome();
        if (sent.waitsOn(outcome, now)) {
            run.early();
            return RunStep.OVER;
        }
        Attempt attempt = sent.kept(outcome);
        CallState next = settling.next(outcome, sent.at(), now);
        Change follows = settling.withEnds(settlement.consequences(), races == 0, run);
        if (races == 0) {
            // What was broken off is not tried again, whatever its kind says to the fault.
            Outcome told = run.hangup().isHungUp() ? CALLED_OFF : outcome;
            listener.attempted(call, sent.event(), attempt, told);
        }
        return settling.commit(
                follows,
                new Change.Settle(call, Optional.of(attempt), next, sent.number()),
                new RunStep.IfWaiting(new RunStep.Settle(sent, races + 1)),
                run);
    }

    /** Moves a call without an attempt. */
    private RunStep decide(Call call, RunStep.Ask ask, Settlement settlement, CallRun run) {
        requireFew(ask.races(), call);
        run.notAsked();
        Instant now = time.now();
        return settling.commit(
                settling.withEnds(settlement.consequences(), ask.races() == 0, run),
                unasked(call, settling.unasked(call, settlement.outcome(), now), call.attempts()),
                new RunStep.IfWaiting(new RunStep.Ask(ask.event(), ask.kind(), ask.races() + 1)),
                run);
    }

    private RunStep giveUp(Call call, String reason, CallRun run) {
        run.notAsked();
        CallState dead = new CallState.Dead(time.now(), reason);
        return settling.commit(
                Settlement.NOTHING,
                unasked(call, dead, call.attempts()),
                new RunStep.Ended(dead, call.attempts()),
                run);
    }

    private RunStep putOff(Call call, int races, CallRun run) {
        Instant now = time.now();
        int attempts = call.attempts() + 1;
        CallState next =
                attempts <= MOST_ATTEMPTS_WITH_BUGS
                        ? new CallState.Waiting(time.steady().plus(AFTER_A_BUG))
                        : new CallState.Dead(now, "internal error");
        return settling.commit(
                settling.withEnds(consequences(call, next, now, races), races == 0, run),
                unasked(call, next, attempts),
                new RunStep.IfWaiting(new RunStep.PutOff(races + 1)),
                run);
    }

    /** What the kind says to the end; a bug in that, too, must not keep the call from ending. */
    private Change consequences(Call call, CallState next, Instant now, int races) {
        try {
            requireFew(races, call);
            return ends.of(call, next, now);
        } catch (StoreException unreadable) {
            throw unreadable;
        } catch (RuntimeException | Error bug) {
            tell(call, bug);
            return Settlement.NOTHING;
        }
    }

    private RunStep ifWaiting(Call call, RunStep then) {
        Optional<CallState> state = store.call(call.project(), call.id()).map(Call::state);
        return state.isPresent() && state.get() instanceof CallState.Waiting
                ? then
                : new RunStep.Ended(
                        state.orElseGet(() -> new CallState.Cancelled(time.now())),
                        call.attempts());
    }

    private static void requireFew(int races, Call call) {
        if (races > MOST_RACES) {
            throw new IllegalStateException(call.id() + " cannot be settled");
        }
    }

    private static Change.Settle unasked(Call call, CallState next, int attempts) {
        return new Change.Settle(call, Optional.empty(), next, attempts);
    }
}
