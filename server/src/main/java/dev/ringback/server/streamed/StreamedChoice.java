package dev.ringback.server.streamed;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;

/** One choice of a streamed completion, put together from its chunks. */
interface StreamedChoice {

    /** Takes what a chunk says of it; returns how many bytes more are kept. */
    long add(JsonTree chunk);

    /** Whether it said why it ended. */
    boolean finished();

    /** As it would stand in an answer in one piece. */
    JsonObject json(int index);

    /**
     * What chunks say of a choice beside its text: lists grow, those of log probabilities too,
     * everything else is taken as last said. An empty text says nothing: neither that the choice
     * has ended, nor why.
     */
    final class Others {

        static final String LOGPROBS = "logprobs";
        private static final String FINISH_REASON = "finish_reason";

        private final JsonObject logprobs = new JsonObject();
        private final JsonObject said = new JsonObject();

        /**
         * Takes a chunk; returns how many bytes more are kept.
         *
         * @param text the member that is not for here
         */
        long add(JsonTree chunk, String text) {
            return chunk.members().mapToLong(each -> add(each.name(), each.value(), text)).sum();
        }

        private long add(String name, JsonTree value, String text) {
            if (name.equals(LOGPROBS)) {
                return value.members()
                        .filter(each -> each.value().isArray())
                        .mapToLong(each -> appended(logprobs, each.name(), each.value()))
                        .sum();
            }
            boolean silent = value.isNull() || value.text().filter(String::isEmpty).isPresent();
            if (name.equals("index") || name.equals(text) || silent) {
                return 0;
            }
            if (value.isArray() && (!said.has(name) || said.at(name).isArray())) {
                return appended(said, name, value);
            }
            long before = said.has(name) ? Growing.bytes(said.at(name).toString()) : 0;
            said.put(name, value);
            return Growing.bytes(value.toString()) - before;
        }

        private static long appended(JsonObject lists, String name, JsonTree more) {
            lists.append(name, more);
            return Growing.bytes(more.toString());
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
