package dev.ringback.server.openai;

import dev.ringback.net.json.JsonObject;
import java.util.List;

/** OpenAI's lists. */
public final class OpenAiList {

    private OpenAiList() {}

    /** All that there is. */
    public static JsonObject of(List<JsonObject> data) {
        return new JsonObject().put("object", "list").put("data", data);
    }

    /**
     * A page.
     *
     * @param more whether there are others after it
     */
    public static JsonObject page(List<JsonObject> data, boolean more) {
        return of(data).put("first_id", data.stream().findFirst().map(first -> first.at("id")))
                .put("last_id", data.reversed().stream().findFirst().map(last -> last.at("id")))
                .put("has_more", more);
    }
}
