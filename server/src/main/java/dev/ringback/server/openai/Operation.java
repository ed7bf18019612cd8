package dev.ringback.server.openai;

import java.util.Optional;

/** An operation of a model server, named by the path below its base URL. */
public enum Operation {
    /** OpenAI's chat completions. */
    CHAT("chat/completions"),
    /** OpenAI's older text completions. */
    COMPLETIONS("completions"),
    /** OpenAI's responses. */
    RESPONSES("responses"),
    /** OpenAI's embeddings. */
    EMBEDDINGS("embeddings");

    private final String word;

    Operation(String word) {
        this.word = word;
    }

    /** The path without a leading slash, by which it is also kept. */
    public String word() {
        return word;
    }

    /** The path, with a leading slash. */
    public String path() {
        return "/" + word;
    }

    /** Reads a word; empty when it is none of these. */
    public static Optional<Operation> parse(String word) {
        for (Operation operation : values()) {
            if (operation.word.equals(word)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
