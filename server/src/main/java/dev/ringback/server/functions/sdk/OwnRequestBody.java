package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.events.SystemEvents;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an app tells of a run that it has begun by itself, as a request came to one of its routes.
 *
 * @param run the run's id, which the app has drawn
 * @param data of the event that says which request it was, an object; empty after the first time
 * @param version the SDK's number for its way of running functions
 * @param retries how often what fails is tried again
 * @param ops what the request has done, or cannot do by itself
 */
public record OwnRequestBody(
        String run, Optional<CanonicalJson> data, int version, int retries, List<StepOp> ops) {

    /** The most that may be asked for. */
    private static final int MOST_RETRIES = 20;

    private static final int RETRIES = 3;
    private static final int VERSION = 2;

    /** What came of reading one. */
    public sealed interface Read {

        record Good(OwnRequestBody body) implements Read {}

        /** It is not taken, for a reason in words. */
        record Refused(int status, String why) implements Read {}
    }

    /** Reads the first that is told of a run. */
    public static Read first(
            byte[] bytes, Instant now, Function<String, Optional<String>> problemWith) {
        return read(bytes, true, now, problemWith);
    }

    /** Reads what is told later. */
    public static Read next(
            byte[] bytes, Instant now, Function<String, Optional<String>> problemWith) {
        return read(bytes, false, now, problemWith);
    }

    private static Read read(
            byte[] bytes,
            boolean first,
            Instant now,
            Function<String, Optional<String>> problemWith) {
        Optional<ParsedJson> tree = JsonBody.read(bytes, JsonPaths.ALL);
        if (tree.isEmpty() || !(tree.get() instanceof ParsedJson.Members)) {
            return new Read.Refused(400, "the body is no JSON object");
        }
        ParsedJson body = tree.get();
        Optional<ParsedJson> steps = body.at("/steps");
        if (steps.isEmpty() || !(steps.get() instanceof ParsedJson.Items)) {
            return new Read.Refused(400, "steps: must be an array");
        }
        Optional<ParsedJson> data =
                body.at("/event/data").filter(ParsedJson.Members.class::isInstance);
        if (first && !body.text("/event/name").orElse("").equals(SystemEvents.REQUESTED)) {
            return new Read.Refused(400, "event.name: must be " + SystemEvents.REQUESTED);
        }
        if (first && data.isEmpty()) {
            return new Read.Refused(400, "event.data: must be an object");
        }
        return switch (StepOps.read(steps.get(), now, problemWith)) {
            case OpsRead.Unreadable(String why) -> new Read.Refused(400, "steps: " + why);
            case OpsRead.Hopeless(String _, String why) -> new Read.Refused(413, why);
            case OpsRead.Ops(List<StepOp> ops) ->
                    new Read.Good(
                            new OwnRequestBody(
                                    body.text("/run_id").orElse(""),
                                    data.map(CanonicalJson::of),
                                    count(body, "/request_version", VERSION),
                                    Math.min(count(body, "/retries", RETRIES), MOST_RETRIES),
                                    ops));
        };
    }

    private static int count(ParsedJson body, String pointer, int otherwise) {
        return body.text(pointer)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Integer::parseInt)
                .orElse(otherwise);
    }
}
