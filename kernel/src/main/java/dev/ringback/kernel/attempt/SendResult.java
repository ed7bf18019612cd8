package dev.ringback.kernel.attempt;

import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Kind;
import dev.ringback.kernel.port.Kind.Prepared;
import dev.ringback.kernel.port.Kind.Settlement;
import java.time.Instant;
import java.util.List;

/** The result of preparing a call's request and sending it. What was sent is not held any more. */
sealed interface SendResult {

    /** How many bytes are held of it. */
    default long bytes() {
        return 0;
    }

    record Replied(List<Header> shown, Reply reply) implements SendResult {
        @Override
        public long bytes() {
            return reply instanceof Reply.Answered answered ? answered.body().size() : 0;
        }
    }

    record Unready(Reply reply) implements SendResult {}

    record Unsent() implements SendResult {}

    record Decided(Settlement settlement) implements SendResult {}

    /** Prepares the request of a call and sends it, within the share of its run. */
    static SendResult of(Call call, Event event, Kind kind, Instant now, CallRun run) {
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
