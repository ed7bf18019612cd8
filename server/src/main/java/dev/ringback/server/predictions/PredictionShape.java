package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.events.Publisher;
import dev.ringback.server.jobs.Announcements;
import dev.ringback.server.jobs.AnswerListener;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.JobEnd;
import dev.ringback.server.jobs.JobTimes;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.jobs.live.Broadcasts;
import dev.ringback.server.openai.ModelRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * WriftAI's predictions: one event for each change of the status, whose payload is what those who
 * poll get. It goes to the webhook that the request names and nobody else, or else to whoever
 * subscribes.
 *
 * @param broadcasts hear the pieces of those that are told as a stream
 */
record PredictionShape(Announcements announcements, Publisher publisher, Broadcasts broadcasts)
        implements Shape {

    /** The word for it. */
    static final String NAME = "prediction";

    private static final String LANE = "lane";

    /**
     * What a job of this shape remembers.
     *
     * @param url where the client finds it
     * @param lane of deliveries to the webhook that the request names
     * @param stream whether the client wants it told as a stream
     */
    static JsonObject detail(String url, int version, Optional<LaneId> lane, boolean stream) {
        var detail = new JsonObject();
        if (stream) {
            detail.put(Prediction.STREAM, true);
        }
        return detail.put(Prediction.URL, url)
                .put(Prediction.VERSION, version)
                .putIfPresent(LANE, lane.map(LaneId::value));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<EventId> ends(String job) {
        return List.copyOf(PredictionStatus.ends(job));
    }

    @Override
    public Question question(Job job) {
        boolean streamed = job.detail().isTrue(Prediction.STREAM);
        return switch (ChatInput.read(job.model(), job.request(), streamed)) {
            case ChatInput.Reading.Valid(ModelRequest request) -> new Question.For(request);
            case ChatInput.Reading.Invalid(String path, String problem) ->
                    new Question.Wrong("invalid_input", path + " " + problem);
        };
    }

    @Override
    public Optional<AnswerListener> listener() {
        return Optional.of(broadcasts);
    }

    @Override
    public Optional<Payload> input(Job job) {
        return Optional.of(job.request());
    }

    /** What is committed together with the job. */
    Change pending(Job job) {
        return told(job, Prediction.pending(job), job.createdAt());
    }

    @Override
    public Change started(Job job, Instant now) {
        return told(job, Prediction.started(job, now), now);
    }

    @Override
    public Change ended(Job job, JobEnd end, JobTimes times) {
        return told(job, Prediction.ended(job, end, times), times.finishedAt());
    }

    private Change told(Job job, Prediction prediction, Instant now) {
        Payload payload = prediction.json();
        Event event =
                announcements.event(
                        job.project(),
                        prediction.status().event(job.id()),
                        prediction.status().type(),
                        job.id(),
                        payload,
                        List.of(job.quote(prediction.inputAt())),
                        now);
        return job.detail()
                .text(LANE)
                .map(lane -> publisher.address(event, new LaneId(lane)))
                .orElseGet(() -> announcements.announced(event, Optional.empty()));
    }
}
