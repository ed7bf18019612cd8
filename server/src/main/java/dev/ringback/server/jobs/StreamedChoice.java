package dev.ringback.server.jobs;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;

/** One choice of a streamed completion, put together from its chunks. */
interface StreamedChoice {

    /** Takes what a chunk says of it. */
    void add(JsonTree chunk);

    /** Whether it said why it ended. */
    boolean finished();

    /** As it would stand in an answer in one piece. */
    JsonObject json(int index);

    /**
     * What chunks say of a choice beside its text: the lists of log probabilities grow, everything
     * else is taken as last said.
     */
    final class Others {

        static final String LOGPROBS = "logprobs";
        private static final String FINISH_REASON = "finish_reason";

        private final JsonObject logprobs = new JsonObject();
        private final JsonObject said = new JsonObject();

        /**
         * Takes a chunk.
         *
         * @param text the member that is not for here
         */
        void add(JsonTree chunk, String text) {
            chunk.members().forEach(each -> add(each.name(), each.value(), text));
        }

        private void add(String name, JsonTree value, String text) {
            if (name.equals(LOGPROBS)) {
                value.members()
                        .filter(each -> each.value().isArray())
                        .forEach(each -> logprobs.append(each.name(), each.value()));
            } else if (!name.equals("index") && !name.equals(text) && !value.isNull()) {
                said.put(name, value);
            }
        }

        boolean finished() {
            return said.has(FINISH_REASON);
        }

        JsonObject appendedTo(JsonObject json) {
            if (!logprobs.isEmpty()) {
                json.put(LOGPROBS, logprobs);
            }
            json.putAll(said);
            if (!finished()) {
                json.putNull(FINISH_REASON);
            }
            return json;
        }
    }
}
