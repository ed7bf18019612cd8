package dev.ringback.server.inference;

import dev.ringback.kernel.Reply;
import dev.ringback.kernel.Reply.Answered;
import dev.ringback.kernel.Reply.Faulted;
import dev.ringback.server.inference.Generation.End;
import java.time.Instant;
import java.util.Optional;

/** What the replies of upstreams mean, in words that the client may read. */
final class UpstreamReplies {

    /** Said of an answer with 2xx that makes no sense, and of a stream that makes none. */
    static final String NO_COMPLETION = "upstream answered something that is not a chat completion";

    /** Said of an answer, or a stream, that goes on and on. */
    static final String TOO_LONG = "upstream's answer is longer than 10 MiB";

    private UpstreamReplies() {}

    /** How a generation ends with this reply when nothing is tried again. */
    static End end(Reply reply, Instant at) {
        return switch (reply) {
            case Answered answered when answered.status() / 100 == 2 -> end(answered, at);
            case Answered answered ->
                    new End.Failed(described("answered " + answered.status(), answered), at);
            case Faulted faulted -> new End.Failed(described(faulted.detail(), faulted), at);
        };
    }

    /**
     * A failure in words.
     *
     * @param why what the retry rule says of it
     */
    static String described(String why, Reply reply) {
        return switch (reply) {
            case Answered answered ->
                    "upstream " + why + explained(ChatCompletion.errorMessage(answered.body()));
            case Faulted _ -> "upstream: " + why;
        };
    }

    private static End end(Answered answered, Instant at) {
        if (answered.truncated()) {
            return new End.Failed(TOO_LONG, at);
        }
        return ChatCompletion.read(answered.body())
                .<End>map(completion -> new End.Success(completion, at))
                .orElseGet(() ->
                        new End.Failed(
                                NO_COMPLETION
                                        + explained(ChatCompletion.errorMessage(answered.body())),
                                at));
    }

    private static String explained(Optional<String> message) {
        return message.map(text -> ": " + text).orElse("");
    }
}
