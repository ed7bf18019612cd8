package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.JsonType;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a stream of which nothing else is kept was whole when it was closed without its last
 * event: every choice has said why it ended, or an error was told. Some upstreams end in this way.
 */
public final class StreamEnding {

    // What a model writes has its quotes escaped, so it cannot be mistaken for a member.
    private static final Pattern REASON = Pattern.compile("\"finish_reason\"\\s*:\\s*\"[^\"]");
    private static final String ERROR = "\"error\"";

    private final Operation operation;
    private final boolean several;
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> ended = new HashSet<>();
    private boolean finished;
    private boolean failed;

    /**
     * Nothing has come yet.
     *
     * @param asked says whether there may be several choices
     */
    public StreamEnding(ModelRequest asked) {
        operation = asked.operation();
        several =
                operation == Operation.COMPLETIONS
                        || asked.outline().member("n", JsonType.NUMBER).isPresent();
    }

    /** Looks at an event. */
    public void event(StreamEvent event) {
        String data = event.data();
        if (event.isError() || (data.contains(ERROR) && isError(data))) {
            failed = true;
        } else if (operation == Operation.RESPONSES) {
            finished |= event.isWholeResponse();
        } else if (several) {
            JsonTree.readObject(Payload.of(data)).ifPresent(this::choices);
        } else {
            finished |= REASON.matcher(data).find();
        }
    }

    /** Whether nothing is missing, or the client has been told what is. */
    public boolean isWhole() {
        return failed || (several ? !begun.isEmpty() && ended.containsAll(begun) : finished);
    }

    private void choices(JsonObject chunk) {
        chunk.at("choices")
                .elements()
                .forEach(choice -> {
                    int index = choice.count("index", 0);
                    begun.add(index);
                    if (choice.text("finish_reason")
                            .filter(reason -> !reason.isEmpty())
                            .isPresent()) {
                        ended.add(index);
                    }
                });
    }

    private static boolean isError(String data) {
        return JsonTree.readObject(Payload.of(data)).filter(AnswerAssembly::isError).isPresent();
    }
}
