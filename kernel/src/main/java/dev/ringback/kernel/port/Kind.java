package dev.ringback.kernel.port;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Outcome;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import java.time.Instant;
import java.util.List;

/**
 * A kind of call: what it is for. A kind says how to prepare the request and what the reply means;
 * everything else (waiting, sending, retrying, keeping) is the same for all kinds.
 */
public interface Kind {

    /** The word for it in {@link Call#kind()}. */
    String name();

    /**
     * About how many bytes an attempt holds in memory until it has its reply, beside what the call
     * carries: what is made of it for the peer. They are taken before it is prepared.
     *
     * @param payload size of what the call carries, in bytes
     */
    default long needs(Call call, int payload) {
        return payload;
    }

    /**
     * About how many bytes {@link #settle} makes of a reply, and holds while it does, beside the
     * reply. They are taken before it is asked.
     */
    default long concludes(Event event, Reply reply) {
        return 0;
    }

    /**
     * Prepares the request of the next attempt. May block, for instance to ask the receiver whether
     * it is ready.
     */
    Prepared prepare(Call call, Event event, Instant now);

    /**
     * Sends what was prepared and waits for the reply; a kind may have a wire under an address
     * guard of its own, and bounds of its own on what is under way. After {@link
     * WireFault#NOT_SENT} the call is prepared anew a moment later, and no attempt was made.
     */
    Reply send(Call call, Event event, Request request, Hangup hangup);

    /**
     * Judges a reply and says what follows from it. Called again, with the same reply, when one of
     * the documents among the consequences has changed meanwhile.
     *
     * @param call with the attempts that were finished before this one
     * @param event what the call carries
     * @param reply what came of the attempt
     * @param now the moment of judging
     */
    Settlement settle(Call call, Event event, Reply reply, Instant now);

    /**
     * Says what follows when a call ends otherwise than by {@link #settle}: somebody cancelled it,
     * or the change of another call did, or it was given up because of a bug. Committed together
     * with that end. Asked again when the commit is refused; and of two people who cancel in the
     * same millisecond both may succeed, so an event that must come once needs an id that follows
     * from the call.
     *
     * @param end Cancelled or Dead
     */
    default Change ended(Call call, Event event, CallState end, Instant now) {
        return Settlement.NOTHING;
    }

    /**
     * Whether what follows from a successful reply holds the reply's body, so that the attempt does
     * not keep it once more.
     */
    default boolean keepsBodies() {
        return false;
    }

    /** What {@link #prepare} came to. */
    sealed interface Prepared {

        /**
         * Send this.
         *
         * @param request as it goes on the wire
         * @param shown its headers as they are kept, secrets redacted
         */
        record Send(Request request, List<Header> shown) implements Prepared {}

        /**
         * The receiver is not ready for the request; its reply to the question is the attempt's.
         *
         * @param reply the reason
         */
        record Unready(Reply reply) implements Prepared {}

        /**
         * Nothing to send: what becomes of the call is known without asking anybody, and uses up no
         * attempt.
         */
        record Decide(Settlement settlement) implements Prepared {

            /** Nothing to send, ever; the reason is in words. */
            public static Decide refusing(String reason) {
                return new Decide(Settlement.of(new Outcome.Refused(reason)));
            }
        }
    }

    /**
     * What follows from a reply.
     *
     * @param outcome the verdict
     * @param consequences what is committed together with it; it may move other calls, but does not
     *     settle this one
     */
    record Settlement(Outcome outcome, Change consequences) {

        /** Nothing. */
        public static final Change NOTHING = Change.accept(List.of(), List.of());

        public Settlement {
            if (consequences.settle().isPresent()) {
                throw new IllegalArgumentException("the engine settles the call, not its kind");
            }
        }

        /** A verdict without consequences. */
        public static Settlement of(Outcome outcome) {
            return new Settlement(outcome, NOTHING);
        }
    }
}
