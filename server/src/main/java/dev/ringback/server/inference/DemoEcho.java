package dev.ringback.server.inference;

import dev.ringback.kernel.Header;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answer of a demo model: the last user message again. A token is a run of characters without a
 * blank; the id follows from the request's bytes. Limits such as {@code max_tokens} and the number
 * of choices are not heeded.
 *
 * @param id of the completion
 * @param created in seconds
 * @param model as asked for
 * @param text the answer
 * @param promptTokens in all messages together
 * @param withUsage whether a stream ends with a chunk that tells the usage
 */
record DemoEcho(
        String id, long created, String model, String text, int promptTokens, boolean withUsage) {

    static final String FINGERPRINT = "ringback-demo";
    static final Header EVENT_STREAM = new Header("Content-Type", "text/event-stream");

    private static final Pattern TOKEN = Pattern.compile("\\S+");
    private static final Pattern WORD_AND_BLANKS = Pattern.compile("\\s*\\S+\\s*");

    static DemoEcho of(ChatRequest chat, long created) {
        String last = "";
        int tokens = 0;
        for (JsonNode message : chat.json().path("messages")) {
            String text = text(message.path("content"));
            tokens += tokens(text);
            if (message.path("role").stringValue("").equals("user")) {
                last = text;
            }
        }
        return new DemoEcho(
                "chatcmpl-demo-" + digest(chat.body().bytes()),
                created,
                chat.model(),
                last,
                tokens,
                chat.json().path("stream_options").path("include_usage").booleanValue(false));
    }

    ObjectNode json() {
        ObjectNode json = head("chat.completion");
        ObjectNode choice = json.putArray("choices").addObject();
        choice.put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", text);
        choice.put("finish_reason", "stop");
        json.set("usage", usage());
        json.put("system_fingerprint", FINGERPRINT);
        return json;
    }

    /** Writes the answer as an event stream, a word at a time. */
    void stream(OutputStream out) throws IOException {
        for (String piece : pieces()) {
            ObjectNode chunk = head("chat.completion.chunk");
            ObjectNode choice = chunk.putArray("choices").addObject();
            choice.put("index", 0);
            choice.putObject("delta").put("role", "assistant").put("content", piece);
            choice.putNull("finish_reason");
            send(out, chunk);
        }
        ObjectNode end = head("chat.completion.chunk");
        ObjectNode choice = end.putArray("choices").addObject();
        choice.put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", "stop");
        send(out, end);
        if (withUsage) {
            ObjectNode chunk = head("chat.completion.chunk");
            chunk.putArray("choices");
            chunk.set("usage", usage());
            send(out, chunk);
        }
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void send(OutputStream out, ObjectNode chunk) throws IOException {
        chunk.put("system_fingerprint", FINGERPRINT);
        out.write("data: ".getBytes(StandardCharsets.UTF_8));
        out.write(Json.write(chunk).bytes());
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private ObjectNode head(String object) {
        ObjectNode json = Json.object();
        json.put("id", id);
        json.put("object", object);
        json.put("created", created);
        json.put("model", model);
        return json;
    }

    private ObjectNode usage() {
        int answered = tokens(text);
        return Json.object()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", answered)
                .put("total_tokens", promptTokens + answered);
    }

    private List<String> pieces() {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = WORD_AND_BLANKS.matcher(text);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces.isEmpty() ? List.of(text) : pieces;
    }

    private static String text(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        var text = new StringBuilder();
        for (JsonNode part : content) {
            Json.text(part, "text").ifPresent(text::append);
        }
        return text.toString();
    }

    private static int tokens(String text) {
        return Math.toIntExact(TOKEN.matcher(text).results().count());
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
