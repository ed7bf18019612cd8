package dev.ringback.server.jobs;

import dev.ringback.net.json.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One choice of a streamed completion, put together from its chunks. */
interface StreamedChoice {

    /** Takes what a chunk says of it. */
    void add(JsonNode chunk);

    /** Whether it said why it ended. */
    boolean finished();

    /** As it would stand in an answer in one piece. */
    ObjectNode json(int index);

    /**
     * What chunks say of a choice beside its text: the lists of log probabilities grow, everything
     * else is taken as last said.
     */
    final class Others {

        static final String LOGPROBS = "logprobs";
        private static final String FINISH_REASON = "finish_reason";

        private final ObjectNode logprobs = Json.object();
        private final ObjectNode said = Json.object();

        /**
         * Takes a chunk.
         *
         * @param text the member that is not for here
         */
        void add(JsonNode chunk, String text) {
            for (Map.Entry<String, JsonNode> each : chunk.properties()) {
                String name = each.getKey();
                if (name.equals(LOGPROBS)) {
                    grow(each.getValue());
                } else if (!name.equals("index")
                        && !name.equals(text)
                        && !each.getValue().isNull()) {
                    said.set(name, each.getValue());
                }
            }
        }

        private void grow(JsonNode more) {
            for (Map.Entry<String, JsonNode> each : more.properties()) {
                if (each.getValue() instanceof ArrayNode list) {
                    logprobs.withArrayProperty(each.getKey()).addAll(list);
                }
            }
        }

        boolean finished() {
            return said.has(FINISH_REASON);
        }

        ObjectNode appendedTo(ObjectNode json) {
            if (!logprobs.isEmpty()) {
                json.set(LOGPROBS, logprobs);
            }
            json.setAll(said);
            if (!finished()) {
                json.putNull(FINISH_REASON);
            }
            return json;
        }
    }
}
