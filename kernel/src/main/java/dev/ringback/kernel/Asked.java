package dev.ringback.kernel;

import dev.ringback.kernel.Kind.Prepared;
import dev.ringback.kernel.Kind.Settlement;
import java.time.Instant;
import java.util.List;

/** What came of asking a peer. What was sent to it is not held any more. */
sealed interface Asked {

    /** How many bytes are held of it. */
    default long bytes() {
        return 0;
    }

    record Replied(List<Header> shown, Reply reply) implements Asked {
        @Override
        public long bytes() {
            return reply instanceof Reply.Answered answered ? answered.body().size() : 0;
        }
    }

    record Unready(Reply reply) implements Asked {}

    record Unsent() implements Asked {}

    record Decided(Settlement settlement) implements Asked {}

    /** Prepares the request of a call and sends it, within the share of its run. */
    static Asked of(Call call, Event event, Kind kind, Instant now, Run run) {
        Prepared prepared;
        try {
            prepared =
                    RoomOfThread.within(
                            run.share()::growInTurn, () -> kind.prepare(call, event, now));
        } catch (NoRoomException _) {
            // There never will be: it has waited for its turn.
            return new Unready(
                    new Reply.Faulted(
                            WireFault.NO_ROOM,
                            "request needs more memory than one call can have with this heap",
                            Timing.NONE));
        }
        return switch (prepared) {
            case Prepared.Send(Request request, List<Header> shown) -> {
                Request roomy = request.within(run.share()::growInTurn);
                Reply reply = kind.send(call, event, roomy, run.hangup());
                yield isUnsent(reply) ? new Unsent() : new Replied(shown, reply);
            }
            case Prepared.Unready(Reply reply) -> new Unready(reply);
            case Prepared.Decide(Settlement settlement) -> new Decided(settlement);
        };
    }

    private static boolean isUnsent(Reply reply) {
        return reply instanceof Reply.Faulted faulted && faulted.fault() == WireFault.NOT_SENT;
    }
}
