package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import java.util.Optional;
import java.util.regex.Pattern;

/** The usage that an upstream tells in the events of a stream; nothing else of them is kept. */
public final class UsageCount {

    // What a model writes has its quotes escaped, so it cannot be mistaken for a member.
    private static final String MEMBER = "\"usage\"";
    private static final Pattern SAID = Pattern.compile("\"usage\"\\s*:\\s*\\{");

    private final Operation operation;
    private Optional<ModelAnswer> last = Optional.empty();

    public UsageCount(Operation operation) {
        this.operation = operation;
    }

    /** Looks at an event. Some upstreams say it again and again, each time of the whole. */
    public void event(StreamEvent event) {
        String data = event.data();
        if (data.contains(MEMBER) && SAID.matcher(data).find()) {
            JsonTree.readObject(Payload.of(data)).flatMap(this::bearer).ifPresent(this::note);
        }
    }

    /** What bears the usage: an event of a response tells the response itself. */
    private Optional<JsonObject> bearer(JsonObject json) {
        return operation == Operation.RESPONSES ? json.at("response").object() : Optional.of(json);
    }

    private void note(JsonObject json) {
        if (json.at("usage").isObject()) {
            last = Optional.of(new ModelAnswer(operation, json));
        }
    }

    /** Counts what was said last, if anything was. */
    public void count(TokenCounter tokens, String upstream) {
        last.ifPresent(said -> tokens.used(upstream, said.inputTokens(), said.outputTokens()));
    }
}
