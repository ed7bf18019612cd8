package dev.ringback.server.inference;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Reply;
import dev.ringback.kernel.Request;
import dev.ringback.kernel.Time;
import dev.ringback.kernel.Timing;
import dev.ringback.kernel.WireFault;
import dev.ringback.server.access.Caller;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.upstreams.Choice;
import dev.ringback.server.upstreams.UpstreamRequests;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.wire.Streamed;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Passes requests through to an upstream while the client waits, in one piece or as a stream.
 * Nothing is tried again: the client is there and can decide.
 *
 * <p>A request that names a webhook is announced too, before the client has the end of the answer.
 */
final class Realtime {

    /** Tells the client the id under which a generation is announced. */
    static final String GENERATION_ID = "X-Inference-Generation-ID";

    /** A stream that is never silent would otherwise never end. */
    static final Duration LONGEST_STREAM = Duration.ofHours(1);

    private static final int UNAUTHORIZED = 401;

    private final Admission admission;
    private final Background background;
    private final UpstreamWire wire;
    private final Announcements announcements;
    private final Function<Change, Committed> commit;
    private final GenerationIds generationIds;
    private final Time time;
    private final Tokens tokens;

    Realtime(
            InferencePorts ports,
            Admission admission,
            Background background,
            GenerationIds generationIds) {
        this.admission = admission;
        this.background = background;
        this.wire = ports.wire();
        this.announcements = ports.announcements();
        this.commit = ports.engine()::commit;
        this.generationIds = generationIds;
        this.time = ports.time();
        this.tokens = ports.tokens();
    }

    /** A request on its way through. */
    private record Passage(
            String id, ProjectId project, ModelRequest asked, Choice choice, Instant createdAt) {

        boolean announced() {
            return asked.webhookId().isPresent();
        }

        Course course(Optional<Instant> firstChunkAt, Instant now) {
            return new Course(createdAt, Optional.of(createdAt), firstChunkAt, now);
        }
    }

    HttpResponse answer(Operation operation, HttpRequest request, Caller caller) {
        return switch (admission.decide(caller.project(), operation, request.body())) {
            case Admission.Decision.Refused(OpenAiError error) -> error.response();
            case Admission.Decision.Admitted(ModelRequest asked, Choice choice) ->
                    asked.background()
                            ? background.submit(asked, choice, request, caller)
                            : answer(asked, choice, caller);
        };
    }

    private HttpResponse answer(ModelRequest asked, Choice choice, Caller caller) {
        var passage =
                new Passage(generationIds.next(), caller.project(), asked, choice, time.now());
        boolean streamed = asked.streamed() && asked.operation() != Operation.EMBEDDINGS;
        Request request =
                UpstreamRequests.post(
                        choice.upstream(),
                        asked.operation().path(),
                        asked.forUpstream(choice.model(), true),
                        streamed);
        return streamed
                ? streamed(passage, wire.stream(choice.upstream(), request))
                : whole(passage, wire.send(choice.upstream(), request));
    }

    private HttpResponse whole(Passage passage, Reply reply) {
        Ending ending = UpstreamReplies.ending(passage.asked().operation(), reply);
        count(passage, ending);
        if (passage.announced()) {
            Optional<OpenAiError> error = announce(passage, ending, Optional.empty(), time.now());
            if (error.isPresent()) {
                return error.get().response();
            }
        }
        return switch (reply) {
            case Reply.Answered answered -> passedOn(passage, answered);
            case Reply.Faulted faulted -> failed(faulted);
        };
    }

    private void count(Passage passage, Ending ending) {
        if (ending instanceof Ending.Success(Answer answer)) {
            tokens.used(
                    passage.choice().upstream().name(),
                    answer.inputTokens(),
                    answer.outputTokens());
        }
    }

    /** Commits the event and its delivery; returns why not, or empty when they are on disk. */
    private Optional<OpenAiError> announce(
            Passage passage, Ending ending, Optional<Instant> firstChunkAt, Instant now) {
        ModelRequest asked = passage.asked();
        Generation generation =
                Generation.ended(
                        passage.id(),
                        asked.body(),
                        asked.model(),
                        ending,
                        passage.course(firstChunkAt, now));
        Event event =
                announcements.event(
                        passage.project(),
                        GenerationShape.completed(passage.id()),
                        GenerationShape.type(asked.operation()),
                        passage.id(),
                        generation.text().bytes(),
                        List.of(),
                        now);
        return OpenAiError.unless(commit.apply(announcements.announced(event, asked.webhookId())));
    }

    private static HttpResponse passedOn(Passage passage, Reply.Answered answered) {
        if (answered.truncated()) {
            return OpenAiError.of(502, "upstream_failed", UpstreamReplies.TOO_LONG).response();
        }
        if (answered.status() == UNAUTHORIZED || answered.status() / 100 == 3) {
            // The client's own key is fine; passing this on would send it looking there.
            return OpenAiError.of(
                            502,
                            "upstream_failed",
                            UpstreamReplies.described("answered " + answered.status(), answered))
                    .response();
        }
        return new HttpResponse.Whole(
                answered.status(), headers(passage, answered.headers()), answered.body());
    }

    private static HttpResponse failed(Reply.Faulted faulted) {
        boolean late = faulted.fault() == WireFault.TIMEOUT;
        return OpenAiError.of(
                        late ? 504 : 502,
                        late ? "upstream_timeout" : "upstream_failed",
                        UpstreamReplies.described(faulted.detail(), faulted))
                .response();
    }

    private HttpResponse streamed(Passage passage, Streamed streamed) {
        return switch (streamed) {
            case Streamed.Failed(Reply.Faulted faulted) -> whole(passage, faulted);
            case Streamed.Open open when isEventStream(open) ->
                    new HttpResponse.Streamed(
                            open.status(),
                            headers(passage, open.headers()),
                            out -> relay(passage, open, out));
            case Streamed.Open open -> whole(passage, collected(open));
        };
    }

    private void relay(Passage passage, Streamed.Open open, OutputStream out) throws IOException {
        try (open) {
            StreamRelay.Watcher watcher =
                    passage.announced() ? new Announcing(passage) : StreamRelay.Watcher.NONE;
            Instant until = passage.createdAt().plus(LONGEST_STREAM);
            new StreamRelay(
                            open.body(),
                            out,
                            passage.asked().operation(),
                            watcher,
                            () -> time.now().isAfter(until))
                    .run();
        }
    }

    /** Collects what goes by and announces it before the client sees the end. */
    private final class Announcing implements StreamRelay.Watcher {

        private final Passage passage;
        private final Assembly assembly;

        Announcing(Passage passage) {
            this.passage = passage;
            this.assembly = new Assembly(passage.asked().operation());
        }

        @Override
        public void event(StreamEvent event) {
            assembly.event(event, time.now());
        }

        @Override
        public Optional<OpenAiError> finish(StreamRelay.Finish finish) {
            Ending ending = assembly.ending(finish);
            count(passage, ending);
            return announce(passage, ending, assembly.firstChunkAt(), time.now());
        }
    }

    private static boolean isEventStream(Streamed.Open open) {
        String type = Header.first(open.headers(), "content-type").orElse("");
        return open.status() / 100 == 2
                && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    /** An upstream that was asked for a stream answered in one piece: an error, most likely. */
    private static Reply collected(Streamed.Open open) {
        try (open) {
            byte[] body = open.body().readNBytes(UpstreamRequests.MAX_ANSWER + 1);
            Payload payload = Payload.of(body);
            return new Reply.Answered(
                    open.status(),
                    open.headers(),
                    payload.excerpt(UpstreamRequests.MAX_ANSWER),
                    body.length > UpstreamRequests.MAX_ANSWER,
                    Timing.NONE);
        } catch (IOException e) {
            return new Reply.Faulted(WireFault.DISCONNECTED, "" + e.getMessage(), Timing.NONE);
        }
    }

    /** What says something about the content, and what clients use to pace themselves. */
    private static List<Header> headers(Passage passage, List<Header> received) {
        List<Header> headers = new ArrayList<>();
        for (Header header : received) {
            String name = header.name().toLowerCase(Locale.ROOT);
            boolean passed =
                    name.equals("content-type")
                            || name.equals("retry-after")
                            || name.equals("x-request-id")
                            || name.startsWith("x-ratelimit-");
            if (passed) {
                headers.add(header);
            }
        }
        if (passage.announced()) {
            headers.add(new Header(GENERATION_ID, passage.id()));
        }
        return headers;
    }
}
