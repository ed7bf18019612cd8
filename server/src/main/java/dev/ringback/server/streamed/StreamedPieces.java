package dev.ringback.server.streamed;

import dev.ringback.net.json.JsonObject;
import dev.ringback.server.openai.Operation;

/**
 * The pieces of a streamed answer, in one operation's grammar, and what they come to: the answer as
 * it would have come in one piece.
 */
public interface StreamedPieces {

    /** None yet, of an operation that can be streamed. */
    static StreamedPieces of(Operation operation) {
        return switch (operation) {
            case CHAT -> new StreamedCompletion("chat.completion", StreamedMessage::new);
            case COMPLETIONS -> new StreamedCompletion("text_completion", StreamedText::new);
            case RESPONSES -> new StreamedResponse();
            case EMBEDDINGS -> throw new IllegalArgumentException("embeddings are not streamed");
        };
    }

    /** Takes one; false when it is none. */
    boolean add(JsonObject piece);

    /**
     * About how many bytes are kept of those before the last one; what pieces say again and again
     * counts once.
     */
    long kept();

    /**
     * Whether nothing is missing.
     *
     * @param done whether the upstream said that it was done
     */
    boolean complete(boolean done);

    /** What they come to. */
    JsonObject whole();
}
