package dev.ringback.testkit.upstream;

import java.io.IOException;
import java.util.List;

/** How the stub answers one request. */
@FunctionalInterface
public interface Script {

    /** Answers; the connection is closed afterwards. */
    void play(Asked asked, Conversation conversation) throws IOException;

    /** Any status with any JSON. */
    static Script json(int status, String body) {
        return (_, conversation) -> conversation.whole(status, "application/json", body);
    }

    /** A chat completion that says this. */
    static Script completion(String text) {
        return json(
                200,
                """
                {"id":"chatcmpl-1","object":"chat.completion","created":1748933182,\
                "model":"stub-1","choices":[{"index":0,"message":{"role":"assistant",\
                "content":"%s"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,\
                "completion_tokens":2,"total_tokens":7}}\
                """
                        .formatted(text));
    }

    /** An error in OpenAI's shape. */
    static Script error(int status, String message) {
        return json(
                status,
                """
                {"error":{"message":"%s","type":"server_error","param":null,"code":null}}\
                """
                        .formatted(message));
    }

    /** 429 with {@code Retry-After}. */
    static Script busy(int seconds) {
        return (_, conversation) ->
                conversation.whole(
                        429,
                        "application/json\r\nRetry-After: " + seconds,
                        "{\"error\":{\"message\":\"slow down\"}}");
    }

    /** No answer until the peer gives up. */
    static Script silence() {
        return (_, conversation) -> conversation.awaitHangUp();
    }

    /** Something that is not HTTP. */
    static Script noHttp() {
        return (_, conversation) -> conversation.raw("I am not a web server.\r\n\r\n");
    }

    /** Nothing; the connection is closed. */
    static Script hangUp() {
        return (_, _) -> {};
    }

    /** An event stream of these data lines, in good order. */
    static Script stream(List<String> data) {
        return (_, conversation) -> {
            conversation.beginStream();
            for (String each : data) {
                conversation.data(each);
            }
            conversation.endStream();
        };
    }

    /** A chunk of a streamed chat completion that says this. */
    static String chunk(String text) {
        return """
        {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1748933182,\
        "model":"stub-1","choices":[{"index":0,"delta":{"content":"%s"},\
        "finish_reason":null}]}\
        """
                .formatted(text);
    }

    /** The chunk that ends a choice. */
    static String lastChunk() {
        return """
        {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1748933182,\
        "model":"stub-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\
        """;
    }
}
