package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.work.Awaited;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A prediction told as WriftAI's stream of events: {@code init} with the prediction, {@code output}
 * with all of the output, and {@code done} with the prediction as it ended; or {@code error} with
 * what went wrong. Each has a number, after which a client goes on that was cut off.
 */
record PredictionStream(Predictions predictions, Awaited awaited) {

    private static final List<Header> HEADERS =
            List.of(
                    new Header("Content-Type", "text/event-stream"),
                    new Header("Cache-Control", "no-cache"));

    private static final int INIT = 1;
    private static final int OUTPUT = 2;
    private static final int DONE = 3;

    /** Reads the number of an event; empty when a stream has none such. */
    static Optional<Integer> number(String text) {
        return text.matches("[123]") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    /**
     * The stream.
     *
     * @param found the prediction as it is
     * @param after number of the event after which it begins; 0 for the first
     * @param patience how long nothing may happen before it is closed; the client then comes back
     */
    HttpResponse answer(
            ProjectId project,
            Event found,
            int after,
            Duration patience,
            WriftClientVersion client) {
        return new HttpResponse.Streamed(
                200,
                HEADERS,
                out -> {
                    try (var ended =
                            awaited.begin(project, PredictionStatus.ends(found.subject()))) {
                        write(out, INIT, "init", client.readable(found.payload()), after);
                        // It may have ended before anybody waited.
                        Optional<Event> end =
                                ended(project, found.subject()).or(() -> ended.await(patience));
                        if (end.isPresent()) {
                            end(out, client.readable(end.get().payload()), after);
                        }
                    }
                });
    }

    private Optional<Event> ended(ProjectId project, String id) {
        return predictions
                .find(project, id)
                .filter(event -> PredictionStatus.ends(id).contains(event.id()));
    }

    private static void end(OutputStream out, Payload prediction, int after) throws IOException {
        JsonTree json = JsonTree.read(prediction).orElseThrow();
        if (json.at("error").isAbsent()) {
            write(out, OUTPUT, "output", json.at("output").payload(), after);
            write(out, DONE, "done", prediction, after);
        } else {
            write(out, DONE, "error", json.at("error").payload(), after);
        }
    }

    private static void write(OutputStream out, int number, String event, Payload data, int after)
            throws IOException {
        if (number > after) {
            // Data is JSON on one line, or on several that belong together.
            String lines = String.join("\ndata: ", data.text().split("\r\n|[\r\n]", -1));
            out.write(
                    "id: %d\nevent: %s\ndata: %s\n\n"
                            .formatted(number, event, lines)
                            .getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
