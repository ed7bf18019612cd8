package dev.ringback.kernel.attempt;

import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.port.Kind.Settlement;
import java.time.Instant;
import java.util.List;

/**
 * An attempt that was made and is not judged yet.
 *
 * @param call with the attempts that were finished before this one
 * @param ask what was asked, and of what kind
 * @param at when it began, by the machine's clock
 * @param early whether before the call was due, as the head of a fifo lane
 * @param shown the headers that were sent, as they are kept
 * @param reply what came of it
 */
record Sent(
        Call call, RunStep.Ask ask, Instant at, boolean early, List<Header> shown, Reply reply) {

    Event event() {
        return ask.event();
    }

    /** How many attempts are finished with it. */
    int number() {
        return call.attempts() + 1;
    }

    /** What its kind says to the reply. */
    Settlement settlement(Instant now) {
        return ask.kind().settle(call, event(), reply, now);
    }

    /** The attempt as it is kept. */
    Attempt kept(Outcome outcome) {
        boolean elsewhere = outcome instanceof Outcome.Success && ask.kind().keepsBodies();
        Reply kept = elsewhere ? bodiless(reply) : reply;
        return Attempt.of(number(), at, shown, kept, outcome);
    }

    /**
     * Whether the call waits on because it was asked before its time: the schedule says when it has
     * failed once more, and when it is given up. What is final is so at any time, so where no
     * retries are left it is asked what the attempt would mean if it were the one before.
     */
    boolean waitsOn(Outcome outcome, Instant now) {
        return early
                && switch (outcome) {
                    case Outcome.Success _ -> false;
                    case Outcome.Retry _ -> true;
                    case Outcome.Refused _ -> {
                        Call before = call.with(call.state(), call.attempts() - 1);
                        Settlement then = ask.kind().settle(before, event(), reply, now);
                        yield then.outcome() instanceof Outcome.Retry;
                    }
                };
    }

    private static Reply bodiless(Reply reply) {
        return switch (reply) {
            case Reply.Answered(int status, var headers, Payload _, boolean cut, Timing timing) ->
                    new Reply.Answered(status, headers, Payload.EMPTY, cut, timing);
            case Reply.Faulted faulted -> faulted;
        };
    }
}
