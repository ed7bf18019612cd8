package dev.ringback.server.jobs.asking;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Outline;
import dev.ringback.net.json.Strictness;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.upstreams.UpstreamRequests;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * That a model server knows no streams for what it is asked. Whoever follows a job wanted it as it
 * is made; it is still better told at its end than not at all.
 */
final class StreamRefusal {

    private static final Set<Integer> STATUSES = Set.of(400, 404, 405, 406, 422, 501);

    private StreamRefusal() {}

    /** Asks for a stream, and where there are none once more for the answer in one piece. */
    static Reply orWhole(Request request, Function<Request, Reply> asking) {
        Reply reply = asking.apply(request);
        return isOne(reply)
                ? asking.apply(UpstreamRequests.whole(request, unstreamed(request.body())))
                : reply;
    }

    private static Payload unstreamed(Payload body) {
        return Outline.read(body, Strictness.TREE) instanceof Outline.Reading.Members(Outline read)
                ? read.with(Map.of("stream", Optional.empty(), "stream_options", Optional.empty()))
                : body;
    }

    private static boolean isOne(Reply reply) {
        return reply instanceof Reply.Answered answered
                && STATUSES.contains(answered.status())
                && (field(answered).isPresent()
                        || ModelAnswer.errorMessage(answered.body())
                                .filter(text -> text.toLowerCase(Locale.ROOT).contains("stream"))
                                .isPresent());
    }

    /** As OpenAI names the field that is wrong. */
    private static Optional<String> field(Reply.Answered answered) {
        return JsonTree.read(answered.body())
                .flatMap(json -> json.at("error").at("param").text())
                .filter("stream"::equals);
    }
}
