package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Reply;
import dev.ringback.server.openai.ModelAnswer;
import java.util.Optional;

/** The end of a job: success with its answer, failure, or cancellation. */
public sealed interface JobEnd {

    /** The upstream answered what was asked. */
    record Success(ModelAnswer answer) implements JobEnd {}

    /**
     * It did not.
     *
     * @param code a stable word, such as {@code upstream_failed}
     * @param reason in words that the client may read
     * @param refusal what the upstream answered, if it answered that it would or could not
     */
    record Failed(String code, String reason, Optional<Reply.Answered> refusal) implements JobEnd {

        /** Without a word of the upstream's. */
        public Failed(String code, String reason) {
            this(code, reason, Optional.empty());
        }
    }

    /** Somebody called it off. */
    record Cancelled() implements JobEnd {}
}
