package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Event;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.live.Telling;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Tells the pieces of a prediction: what the model says, as it says it, in UTF-8. */
final class PredictionTelling implements Telling {

    @Override
    public boolean isEnd(Event event) {
        return PredictionStatus.ends(event.subject()).contains(event.id())
                && event.type().startsWith(PredictionStatus.TYPES);
    }

    @Override
    public Attempt attempt(Job job) {
        return new Words();
    }

    /** The words of one attempt. A character may come in two halves, which are told as one. */
    private static final class Words implements Attempt {

        private String half = "";

        @Override
        public Optional<byte[]> worded(JsonObject chunk, int place) {
            JsonTree content = chunk.at("choices").at(0).at("delta").at("content");
            String text = half + content.text().orElse("");
            int whole = text.length();
            if (whole > 0 && Character.isHighSurrogate(text.charAt(whole - 1))) {
                whole--;
            }
            half = text.substring(whole);
            return whole == 0
                    ? Optional.empty()
                    : Optional.of(text.substring(0, whole).getBytes(StandardCharsets.UTF_8));
        }
    }
}
