package dev.ringback.server.responses;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.openai.Asked;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.ModelRequestReader;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Resolves {@code previous_response_id}: the upstream does not know our ids, so a request that goes
 * on from a background response gets what was said before in its place. A response that has gone on
 * from another has the whole conversation in its own request, so that looking one step back is
 * enough.
 *
 * @param longest bytes that a request may have, with all that was said before
 */
record Conversation(StoredResponses stored, int longest) {

    private static final String PREVIOUS = "previous_response_id";
    private static final String INPUT = "input";
    private static final Pattern OURS = Pattern.compile("resp_[0-9a-f]{32}");
    private static final Set<String> ANSWERED = Set.of("completed", "incomplete");

    /** The response that a request goes on from, by the id it has given. */
    static Optional<String> previous(ModelRequest asked) {
        return asked.text(PREVIOUS);
    }

    /** The request with all that was said before; as it is when it does not go on from ours. */
    Asked<ModelRequest> continued(ProjectId project, ModelRequest asked) {
        return previous(asked)
                .filter(_ -> asked.operation() == Operation.RESPONSES)
                .flatMap(id -> before(project, id, asked))
                .orElseGet(() -> new Asked.Valid<>(asked));
    }

    private Optional<Asked<ModelRequest>> before(ProjectId project, String id, ModelRequest asked) {
        return OURS.matcher(id).matches()
                ? stored.job(project, id).map(job -> continued(job, asked))
                : stored.generation(project, id).map(before -> continued(before, asked));
    }

    private Asked<ModelRequest> continued(Job before, ModelRequest asked) {
        // What was said before and what is said now become trees, and one text.
        RoomOfThread.take(4L * (before.request().size() + asked.body().size()));
        RoomOfThread.take(JsonTree.treeBytes(before.request()) + JsonTree.treeBytes(asked.body()));
        JsonObject response =
                stored.ended(before).flatMap(JsonTree::readObject).orElseGet(JsonObject::new);
        return continued(JsonTree.readObject(before.request()).orElseThrow(), response, asked);
    }

    /** From a generation, which a client that waited has by the id of the generation. */
    private Asked<ModelRequest> continued(JsonObject generation, ModelRequest asked) {
        RoomOfThread.take(4L * asked.body().size() + JsonTree.treeBytes(asked.body()));
        return continued(generation.child("request"), generation.child("response"), asked);
    }

    private Asked<ModelRequest> continued(
            JsonObject first, JsonObject response, ModelRequest asked) {
        if (!ANSWERED.contains(response.text("status").orElse(""))) {
            return wrong("names a response that has no answer, or none yet");
        }
        // What that one has gone on from, if it is not ours, the upstream knows.
        JsonObject whole =
                asked.tree().remove(PREVIOUS).putIfPresent(PREVIOUS, first.at(PREVIOUS).given());
        boolean kept = !isNotStored(first) && !isNotStored(whole);
        Stream<JsonTree> answered =
                kept ? items(response.at("output")) : unnamed(response.at("output"));
        whole.put(
                INPUT,
                Stream.of(items(first.at(INPUT)), answered, items(whole.at(INPUT)))
                        .flatMap(Function.identity()));
        Payload body = whole.payload();
        return body.size() <= longest
                        && ModelRequestReader.read(asked.operation(), body)
                                instanceof Asked.Valid<ModelRequest> read
                ? read
                : wrong(
                        "makes the conversation too long: a request may have %d bytes"
                                .formatted(longest));
    }

    private static Stream<JsonTree> items(JsonTree said) {
        return said.isText() ? Stream.of(InputItems.user(said.plain())) : said.elements();
    }

    private static boolean isNotStored(JsonObject request) {
        return request.at("store").given().filter(store -> !request.isTrue("store")).isPresent();
    }

    /**
     * Items that the model server has not kept: it would look for their ids in vain, and of its
     * reasoning it knows only what is there in cipher.
     */
    private static Stream<JsonTree> unnamed(JsonTree items) {
        return items.elements()
                .flatMap(item -> item.object().stream())
                .filter(item ->
                        !item.text("type").orElse("").equals("reasoning")
                                || !item.at("encrypted_content").isAbsent())
                .map(item -> item.copy().remove("id"));
    }

    private static Asked<ModelRequest> wrong(String what) {
        return new Asked.Invalid<>(OpenAiError.field(PREVIOUS, PREVIOUS + " " + what));
    }
}
