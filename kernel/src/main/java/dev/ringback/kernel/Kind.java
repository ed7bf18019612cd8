package dev.ringback.kernel;

import java.time.Instant;
import java.util.List;

/**
 * What a call is for. A kind says how to prepare the request and what the reply means; everything
 * else (waiting, sending, retrying, keeping) is the same for all kinds.
 */
public interface Kind {

    /** The word for it in {@link Call#kind()}. */
    String name();

    /** Where its requests are sent; a kind may be under an address guard of its own. */
    Wire wire();

    /**
     * Prepares the request of the next attempt. May block, for instance to ask the receiver whether
     * it is ready.
     */
    Prepared prepare(Call call, Event event, Instant now);

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
         * Nothing to send, ever.
         *
         * @param reason in words; the call is Dead
         */
        record Refuse(String reason) implements Prepared {}
    }

    /**
     * What follows from a reply.
     *
     * @param outcome the verdict
     * @param consequences what is committed together with it; settles nothing itself
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
