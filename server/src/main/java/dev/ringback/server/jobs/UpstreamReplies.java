package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Reply.Answered;
import dev.ringback.kernel.model.Reply.Faulted;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import java.util.Optional;

/** Interprets the replies of upstreams, in words that the client may read. */
public final class UpstreamReplies {

    /** Said of an answer, or a stream, that goes on and on. */
    public static final String TOO_LONG = "upstream's answer is longer than 10 MiB";

    /** Said of a stream that is closed too soon. */
    public static final String CUT_OFF = "upstream ended the stream before it was complete";

    public static final String FAILED = "upstream_failed";
    public static final String TIMEOUT = "upstream_timeout";
    static final String REFUSED = "upstream_refused";

    private UpstreamReplies() {}

    /** What a reply really is. */
    public sealed interface Read {

        /** What was asked for. */
        record Good(ModelAnswer answer) implements Read {}

        /** A failure. */
        record Bad(Reply reply) implements Read {}
    }

    /**
     * Reads a reply. An answer that is too long, or makes no sense, is as much a failure as a
     * connection that breaks, even if its status says that all is well.
     */
    public static Read read(Operation operation, Reply reply) {
        if (!(reply instanceof Answered answered) || answered.status() / 100 != 2) {
            return new Read.Bad(reply);
        }
        if (answered.truncated()) {
            return garbage(answered, TOO_LONG);
        }
        Optional<ModelAnswer> answer = ModelAnswer.read(operation, answered.body());
        if (answer.isEmpty()) {
            return garbage(answered, ModelAnswer.not(operation) + why(answered));
        }
        return ModelAnswer.errorWithin(operation, answer.get().json())
                .map(error -> garbage(answered, "upstream answered an error: " + error))
                .orElseGet(() -> new Read.Good(answer.get()));
    }

    /** Why a body is no answer: it says so itself, or cannot be read. */
    private static String why(Answered answered) {
        Optional<String> encoding =
                Header.first(answered.headers(), "content-encoding")
                        .filter(each -> !each.equalsIgnoreCase("identity"));
        return encoding.map(each -> ": it is encoded as " + each + ", which nobody asked for")
                .or(() -> ModelAnswer.errorMessage(answered.body()).map(text -> ": " + text))
                .or(() -> JsonTree.problemWith(answered.body()).map(problem -> ": it " + problem))
                .orElse("");
    }

    /** How a request ends with this reply when nothing is tried again. */
    public static JobEnd end(Operation operation, Reply reply) {
        return switch (read(operation, reply)) {
            case Read.Good(ModelAnswer answer) -> new JobEnd.Success(answer);
            case Read.Bad(Reply bad) -> failed(bad);
        };
    }

    /** A failure after which nothing is tried again. */
    public static JobEnd.Failed failed(Reply bad) {
        return switch (bad) {
            case Answered answered -> failed("answered " + answered.status(), answered);
            case Faulted faulted -> failed(faulted.detail(), faulted);
        };
    }

    /**
     * A failure that is final.
     *
     * @param why what the retry rule says of it
     */
    public static JobEnd.Failed failed(String why, Reply reply) {
        return new JobEnd.Failed(
                code(reply),
                described(why, reply),
                reply instanceof Answered answered ? Optional.of(answered) : Optional.empty());
    }

    /**
     * A failure in words.
     *
     * @param why what the retry rule says of it
     */
    public static String described(String why, Reply reply) {
        return switch (reply) {
            case Answered answered ->
                    "upstream " + why + explained(ModelAnswer.errorMessage(answered.body()));
            case Faulted _ -> why.startsWith("upstream") ? why : "upstream: " + why;
        };
    }

    private static String code(Reply reply) {
        return switch (reply) {
            case Answered answered when answered.status() / 100 == 4 -> REFUSED;
            case Answered _ -> FAILED;
            case Faulted faulted -> faulted.fault() == WireFault.TIMEOUT ? TIMEOUT : FAILED;
        };
    }

    private static Read garbage(Answered answered, String what) {
        return new Read.Bad(new Faulted(WireFault.MALFORMED_RESPONSE, what, answered.timing()));
    }

    private static String explained(Optional<String> message) {
        return message.map(text -> ": " + text).orElse("");
    }
}
