package dev.ringback.testkit.upstream;

import dev.ringback.kernel.model.Header;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** How the stub answers one request. */
@FunctionalInterface
public interface Script {

    /** Answers; the connection is closed afterwards unless the answer is complete. */
    void play(StubRequest asked, StubConnection conversation) throws IOException;

    /** A good answer that says this, of the shape that the path and the body ask for. */
    static Script says(String text) {
        return (asked, conversation) -> {
            List<Answers.Piece> pieces =
                    Answers.streamed(asked) ? Answers.stream(asked, text) : List.of();
            if (pieces.isEmpty()) {
                whole(asked, text).play(asked, conversation);
                return;
            }
            conversation.beginStream();
            for (Answers.Piece piece : pieces) {
                conversation.event(piece);
            }
            conversation.endStream();
        };
    }

    private static Script whole(StubRequest asked, String text) {
        return Answers.whole(asked, text)
                .map(body -> json(200, body))
                .orElseGet(() -> error(404, "there is nothing at " + asked.path()));
    }

    /** Plays another one as soon as the latch is open. */
    static Script after(CountDownLatch open, Script then) {
        return (asked, conversation) -> {
            Eventually.open("the answer may be given", open);
            then.play(asked, conversation);
        };
    }

    /** The same after a while; thousands may wait at a time. */
    static Script after(Duration latency, Script then) {
        return (asked, conversation) -> {
            conversation.pause(latency);
            then.play(asked, conversation);
        };
    }

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
        return json(status, errorBody(message));
    }

    private static String errorBody(String message) {
        return """
        {"error":{"message":%s,"type":"server_error","param":null,"code":null}}\
        """
                .formatted(JsonValue.quoted(message));
    }

    /** 429 with {@code Retry-After}. */
    static Script busy(int seconds) {
        return busy(429, Integer.toString(seconds));
    }

    /** An error such as 429 or 503 with any {@code Retry-After}. */
    static Script busy(int status, String retryAfter) {
        return (_, conversation) ->
                conversation.whole(
                        status,
                        "application/json",
                        errorBody("slow down"),
                        new Header("Retry-After", retryAfter));
    }

    /** Success, and a body that is not JSON. */
    static Script garbage() {
        return json(200, "<html>the model is {warming up</html>");
    }

    /** Success, and JSON that is no answer to anything. */
    static Script wrongShape() {
        return json(200, "{\"choices\":\"many\",\"data\":{},\"output\":7,\"usage\":[]}");
    }

    /** Success, and no body at all. */
    static Script empty() {
        return json(200, "");
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

    /** A head that promises a body; the connection is closed. */
    static Script hangUpAfterHead() {
        return (_, conversation) -> conversation.head(200, "application/json", 1_000);
    }

    /** The first half of a good answer; the connection is closed. */
    static Script half(String text) {
        return (asked, conversation) -> {
            String body = Answers.whole(asked, text).orElseThrow();
            conversation.head(200, "application/json", body.length() * 2);
            conversation.raw(body);
        };
    }

    /** A good answer of which each byte takes a while. */
    static Script drip(Duration each, String text) {
        return (asked, conversation) -> {
            String body = Answers.whole(asked, text).orElseThrow();
            conversation.head(200, "application/json", body.length());
            for (String character : body.split("")) {
                conversation.pause(each);
                conversation.raw(character);
            }
        };
    }

    /** A good answer that says so many bytes. */
    static Script huge(int bytes) {
        return (asked, conversation) -> whole(asked, "x".repeat(bytes)).play(asked, conversation);
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

    /** A stream, asked for or not, that breaks off in the middle of an event. */
    static Script halfStream(String text) {
        return (asked, conversation) -> {
            List<Answers.Piece> pieces = halfOf(asked, text, conversation);
            String next = StubConnection.text(pieces.get(pieces.size() / 2));
            conversation.piece(next.substring(0, next.length() / 2));
            conversation.cut();
        };
    }

    /** A stream, asked for or not, that ends in good order after half of its events. */
    static Script shortStream(String text) {
        return (asked, conversation) -> {
            List<Answers.Piece> _ = halfOf(asked, text, conversation);
            conversation.endStream();
        };
    }

    /** A stream, asked for or not, in which an error comes after half of its events. */
    static Script errorInStream(String text, String message) {
        return (asked, conversation) -> {
            List<Answers.Piece> pieces = halfOf(asked, text, conversation);
            Optional<String> type = pieces.getFirst().type().map(_ -> "error");
            String data =
                    type.isEmpty()
                            ? errorBody(message)
                            : """
                            {"type":"error","sequence_number":%d,"code":"server_error",\
                            "message":%s,"param":null}\
                            """
                                    .formatted(pieces.size() / 2, JsonValue.quoted(message));
            conversation.event(new Answers.Piece(type, data));
            conversation.endStream();
        };
    }

    /** A stream that says the same word again and again, until the peer hangs up. */
    static Script endless(Duration pause) {
        return (asked, conversation) -> {
            List<Answers.Piece> pieces = halfOf(asked, "on and on and on", conversation);
            while (true) {
                conversation.pause(pause);
                conversation.event(pieces.get(pieces.size() / 2));
            }
        };
    }

    private static List<Answers.Piece> halfOf(
            StubRequest asked, String text, StubConnection conversation) throws IOException {
        List<Answers.Piece> pieces = Answers.stream(asked, text);
        conversation.beginStream();
        for (Answers.Piece piece : pieces.subList(0, pieces.size() / 2)) {
            conversation.event(piece);
        }
        return pieces;
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
