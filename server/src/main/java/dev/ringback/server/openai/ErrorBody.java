package dev.ringback.server.openai;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.util.Optional;

/**
 * The body of a model server's refusal in OpenAI's shape. Servers have shapes of their own, which
 * OpenAI's clients do not read; what was said then stands beside the error, as {@code upstream}.
 */
public final class ErrorBody {

    private static final String ERROR = "error";
    private static final int LONGEST_TEXT = 4_000;

    private ErrorBody() {}

    /** Whether a body has the shape that OpenAI's clients read. */
    static boolean isOpenAis(JsonTree body) {
        return body.at(ERROR).at("message").isText();
    }

    /** The same body if it has the shape; otherwise one that has, with what was said beside it. */
    public static JsonObject of(int status, Payload body) {
        Optional<JsonTree> json = JsonTree.read(body);
        return json.filter(ErrorBody::isOpenAis)
                .flatMap(JsonTree::object)
                .orElseGet(() -> wrapped(status, body, json));
    }

    private static JsonObject wrapped(int status, Payload body, Optional<JsonTree> json) {
        JsonTree said = json.orElseGet(() -> JsonTree.of(text(body)));
        String message =
                said.isText() || said.isAbsent()
                        ? "upstream answered " + status
                        : ModelAnswer.errorMessage(said).orElse("upstream answered " + status);
        JsonTree error = said.at(ERROR).isObject() ? said.at(ERROR) : said;
        var shaped =
                new JsonObject()
                        .put("message", message)
                        .put("type", plain(error, "type").orElseGet(() -> OpenAiError.type(status)))
                        .put("param", plain(error, "param"))
                        .put("code", plain(error, "code"));
        return new JsonObject().put(ERROR, shaped).put("upstream", said);
    }

    private static Optional<String> plain(JsonTree error, String member) {
        return Optional.of(error.at(member)).filter(JsonTree::isPlain).map(JsonTree::plain);
    }

    private static String text(Payload body) {
        String text = body.text();
        return text.substring(0, Math.min(LONGEST_TEXT, text.length()));
    }
}
