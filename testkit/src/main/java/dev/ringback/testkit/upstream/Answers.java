package dev.ringback.testkit.upstream;

import static dev.ringback.testkit.JsonValue.quoted;

import dev.ringback.testkit.JsonValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a good model server says, by the path it is asked at: chat completions, completions,
 * embeddings, responses, models; each in one piece or in the events of its own grammar. The model
 * is the one that was asked for, the usage always 5 tokens in and 2 out.
 */
public final class Answers {

    private static final String MODEL = "stub-1";
    private static final float[] VECTOR = {0.25f, -0.5f, 0.75f};
    private static final String USAGE =
            "{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}";
    private static final String CHOICE =
            """
            {"id":"%s","object":"%s","created":1748933182,"model":%s,\
            "choices":[%s],"usage":%s}\
            """;

    private Answers() {}

    /**
     * One event of a stream.
     *
     * @param type of the event, where the grammar names it
     * @param data one line of JSON, or {@code [DONE]}
     */
    public record Piece(Optional<String> type, String data) {}

    /** Whether a stream is wanted. */
    public static boolean streamed(StubRequest asked) {
        return asked.json().at("stream").is(true);
    }

    /** The whole answer that says this; empty at a path that the stub does not know. */
    public static Optional<String> whole(StubRequest asked, String text) {
        String model = model(asked);
        return Optional.ofNullable(
                switch (operation(asked)) {
                    case "chat/completions" -> chat(model, text);
                    case "completions" ->
                            CHOICE.formatted(
                                    "cmpl-1", "text_completion", model, said(text, "stop"), USAGE);
                    case "embeddings" -> embeddings(asked.json(), model);
                    case "responses" -> response(model, "completed", messages(text));
                    case "models" -> models();
                    default -> null;
                });
    }

    /** The events that say this piece by piece; empty where nothing is streamed. */
    public static List<Piece> stream(StubRequest asked, String text) {
        return switch (operation(asked)) {
            case "chat/completions" -> chatChunks(asked, text);
            case "completions" -> completionChunks(asked, text);
            case "responses" -> responseEvents(model(asked), text);
            default -> List.of();
        };
    }

    private static String operation(StubRequest asked) {
        return asked.path().replaceFirst("^/v1/", "");
    }

    private static String model(StubRequest asked) {
        return quoted(asked.json().at("model").text().orElse(MODEL));
    }

    private static String chat(String model, String text) {
        String choice =
                """
                {"index":0,"message":{"role":"assistant","content":%s},"finish_reason":"stop"}\
                """
                        .formatted(quoted(text));
        return CHOICE.formatted("chatcmpl-1", "chat.completion", model, choice, USAGE);
    }

    private static String said(String text, String finish) {
        String reason = finish.isEmpty() ? "null" : quoted(finish);
        return "{\"index\":0,\"text\":%s,\"logprobs\":null,\"finish_reason\":%s}"
                .formatted(quoted(text), reason);
    }

    private static String models() {
        return """
        {"object":"list","data":[{"id":"%s","object":"model","created":1748933182,\
        "owned_by":"stub"}]}\
        """
                .formatted(MODEL);
    }

    /** One vector for each input: texts, or lists of tokens. A bare list of numbers is one. */
    private static String embeddings(JsonValue request, String model) {
        List<JsonValue> inputs = request.at("input").elements();
        boolean one = inputs.isEmpty() || inputs.getFirst().value() instanceof Double;
        String vector =
                request.at("encoding_format").is("base64") ? quoted(base64()) : "[0.25,-0.5,0.75]";
        var rows = new ArrayList<String>();
        for (int i = 0; i < (one ? 1 : inputs.size()); i++) {
            rows.add(
                    "{\"object\":\"embedding\",\"index\":%d,\"embedding\":%s}"
                            .formatted(i, vector));
        }
        return """
        {"object":"list","data":[%s],"model":%s,"usage":{"prompt_tokens":5,"total_tokens":5}}\
        """
                .formatted(String.join(",", rows), model);
    }

    private static String base64() {
        ByteBuffer bytes =
                ByteBuffer.allocate(VECTOR.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(VECTOR);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static List<Piece> chatChunks(StubRequest asked, String text) {
        var choices = new ArrayList<String>();
        choices.add(delta("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        words(text)
                .forEach(word -> choices.add(delta("{\"content\":" + quoted(word) + "}", "null")));
        choices.add(delta("{}", "\"stop\""));
        return chunks(asked, "chatcmpl-1", "chat.completion.chunk", choices);
    }

    private static String delta(String delta, String finish) {
        return "{\"index\":0,\"delta\":%s,\"finish_reason\":%s}".formatted(delta, finish);
    }

    private static List<Piece> completionChunks(StubRequest asked, String text) {
        var choices = new ArrayList<String>();
        words(text).forEach(word -> choices.add(said(word, "")));
        choices.add(said("", "stop"));
        return chunks(asked, "cmpl-1", "text_completion", choices);
    }

    /** The usage comes in a chunk of its own, and only to those who asked for it. */
    private static List<Piece> chunks(
            StubRequest asked, String id, String object, List<String> choices) {
        var pieces = new ArrayList<Piece>();
        for (String choice : choices) {
            pieces.add(chunk(CHOICE.formatted(id, object, model(asked), choice, "null")));
        }
        if (asked.json().at("stream_options", "include_usage").is(true)) {
            pieces.add(chunk(CHOICE.formatted(id, object, model(asked), "", USAGE)));
        }
        pieces.add(chunk("[DONE]"));
        return pieces;
    }

    private static Piece chunk(String data) {
        return new Piece(Optional.empty(), data);
    }

    /** The words of a text, each with the blanks that follow it. */
    private static List<String> words(String text) {
        return List.of(text.split("(?<=\\s)(?=\\S)"));
    }

    private static String response(String model, String status, String output) {
        String usage =
                status.equals("completed")
                        ? """
                        {"input_tokens":5,"input_tokens_details":{"cached_tokens":0},\
                        "output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},\
                        "total_tokens":7}\
                        """
                        : "null";
        return """
        {"id":"resp_1","object":"response","created_at":1748933182,"status":"%s","error":null,\
        "incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":%s,\
        "output":[%s],"parallel_tool_calls":true,"previous_response_id":null,"store":false,\
        "temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],\
        "top_p":1.0,"truncation":"disabled","usage":%s,"user":null,"metadata":{}}\
        """
                .formatted(status, model, output, usage);
    }

    private static String messages(String text) {
        return message("completed", part(text));
    }

    private static String message(String status, String parts) {
        return """
        {"type":"message","id":"msg_1","status":"%s","role":"assistant","content":[%s]}\
        """
                .formatted(status, parts);
    }

    private static String part(String text) {
        return "{\"type\":\"output_text\",\"text\":%s,\"annotations\":[]}".formatted(quoted(text));
    }

    private static List<Piece> responseEvents(String model, String text) {
        String begun = "\"response\":" + response(model, "in_progress", "");
        String item = "\"output_index\":0,\"item\":";
        String place = "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,";
        var pieces = new ArrayList<Piece>();
        event(pieces, "response.created", begun);
        event(pieces, "response.in_progress", begun);
        event(pieces, "response.output_item.added", item + message("in_progress", ""));
        event(pieces, "response.content_part.added", place + "\"part\":" + part(""));
        for (String word : words(text)) {
            event(pieces, "response.output_text.delta", place + "\"delta\":" + quoted(word));
        }
        event(pieces, "response.output_text.done", place + "\"text\":" + quoted(text));
        event(pieces, "response.content_part.done", place + "\"part\":" + part(text));
        event(pieces, "response.output_item.done", item + messages(text));
        String whole = response(model, "completed", messages(text));
        event(pieces, "response.completed", "\"response\":" + whole);
        return pieces;
    }

    private static void event(List<Piece> pieces, String type, String members) {
        String data =
                "{\"type\":\"%s\",\"sequence_number\":%d,%s}"
                        .formatted(type, pieces.size(), members);
        pieces.add(new Piece(Optional.of(type), data));
    }
}
