package dev.ringback.protocol.providers.request;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What is to be done with a request. */
public sealed interface Judgement {

    /**
     * It is the provider's, and recent where the provider says when it was signed.
     *
     * @param facts what it says about itself
     * @param secret which of the secrets it was, from 0; -1 where no secret was needed
     */
    record Verified(EventFacts facts, int secret) implements Judgement {}

    /**
     * It must not be taken in. The sender is told the status and nothing else.
     *
     * @param reason the check that failed
     * @param status the status that this provider wants for it
     * @param detail the same in words for the owner of the source: what was seen against what was
     *     expected. Never a secret, nor the signature that would have been right
     */
    record Rejected(RejectReason reason, int status, String detail) implements Judgement {}

    /**
     * It is a challenge and no event: this is the answer.
     *
     * @param confirm what the receiver has to GET as well, without following redirects, so that the
     *     provider begins to send
     */
    record Answered(int status, Map<String, String> headers, String body, Optional<URI> confirm)
            implements Judgement {

        /** An answer with nothing to confirm. */
        Answered(int status, Map<String, String> headers, String body) {
            this(status, headers, body, Optional.empty());
        }

        public Answered {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * It cannot be judged without a key that has to be fetched. Where that fails, the sender is
     * answered 503, so that it tries again.
     */
    record NeedsKeys(KeyRequest request) implements Judgement {}
}
