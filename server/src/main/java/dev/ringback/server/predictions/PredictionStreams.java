package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.live.Broadcasts;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tells clients predictions as streams, from their beginning or from any event on. */
record PredictionStreams(Predictions predictions, Time time, Broadcasts broadcasts) {

    private static final List<Header> HEADERS =
            List.of(
                    new Header("Content-Type", "text/event-stream"),
                    new Header("Cache-Control", "no-cache"));

    /** The stream of a prediction that was made before, as a request asks for it. */
    HttpResponse answer(HttpRequest request, ProjectId project) {
        String id = request.parameter("id");
        Optional<StreamPlace> after =
                request.query("after_id")
                        .filter(text -> !text.isEmpty())
                        .map(StreamPlace::parse)
                        .orElse(Optional.of(StreamPlace.BEFORE));
        if (after.isEmpty()) {
            return PredictionErrors.invalid(
                    List.of(
                            ValidationError.wrong(
                                    "query", "after_id", "must be the id of an event")));
        }
        Duration patience =
                PredictionOptions.preferred(request).orElse(PredictionOptions.LONGEST_PREFERRED);
        return predictions
                .find(project, id)
                .<HttpResponse>map(found -> of(found, after.get(), patience, request))
                .orElseGet(() -> predictions.show(project, id));
    }

    /** The stream of a prediction that was just made, in place of the answer that tells of it. */
    HttpResponse instead(
            HttpResponse answer, Duration patience, HttpRequest request, ProjectId project) {
        return answer instanceof HttpResponse.Whole whole && whole.status() == 202
                ? JsonTree.readObject(whole.body())
                        .flatMap(json -> json.text("id"))
                        .flatMap(id -> predictions.find(project, id))
                        .map(found -> of(found, StreamPlace.BEFORE, patience, request))
                        .orElse(answer)
                : answer;
    }

    private HttpResponse of(
            Event found, StreamPlace after, Duration patience, HttpRequest request) {
        return new HttpResponse.Streamed(
                200, HEADERS, out -> write(out, found, after, patience, request));
    }

    private void write(
            OutputStream out,
            Event found,
            StreamPlace after,
            Duration patience,
            HttpRequest request)
            throws IOException {
        ProjectId project = found.project();
        String id = found.subject();
        var client = WriftClientVersion.of(request);
        // The seat is taken before the disk is asked for the end, so that none is missed.
        try (Broadcasts.Seat seat = broadcasts.join(project, id)) {
            var stream =
                    new PredictionStream(
                            seat.broadcast(),
                            time,
                            () -> ended(project, id).map(client::readable),
                            patience,
                            after);
            request.peer().whenGone(stream::leave);
            stream.write(out, client.readable(found.payload()));
        }
    }

    private Optional<Payload> ended(ProjectId project, String id) {
        return predictions
                .find(project, id)
                .filter(event -> PredictionStatus.ends(id).contains(event.id()))
                .map(Event::payload);
    }
}
