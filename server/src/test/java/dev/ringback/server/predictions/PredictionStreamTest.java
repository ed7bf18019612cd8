package dev.ringback.server.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.AnswerListener.AttemptListener;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.live.Broadcasts;
import dev.ringback.server.openai.Operation;
import dev.ringback.testkit.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a follower hears when attempts fail, and when the pieces are told no more. */
class PredictionStreamTest {

    private static final ProjectId PROJECT = new ProjectId("a");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ManualTime time = ManualTime.atNoon();
    private final Broadcasts broadcasts =
            new Broadcasts(new PredictionTelling(), time.now(), new ByteBudget(128L << 20, 0));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Optional<Payload> end = Optional.empty();

    private AttemptListener attempt(int number) {
        var job =
                new Job(
                        "one",
                        PROJECT,
                        PredictionShape.NAME,
                        Operation.CHAT,
                        "a/b",
                        new JsonObject(),
                        Payload.of("\"hi\""),
                        time.now(),
                        1,
                        0);
        var call =
                Call.of(
                        new CallId(1),
                        PROJECT,
                        "inference",
                        new LaneId("upstream:gpu"),
                        1,
                        time.now());
        return broadcasts.begin(job, call.with(call.state(), number));
    }

    private static JsonObject says(String text) {
        return JsonTree.readObject(
                        Payload.of(
                                "{\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}".formatted(text)))
                .orElseThrow();
    }

    private void endsWith(String output) {
        end = Optional.of(Payload.of("{\"output\":%s,\"error\":null}".formatted(output)));
    }

    /** Follows from a place until the prediction has ended, which it has. */
    private List<String> told(StreamPlace after) throws IOException {
        try (var seat = broadcasts.join(PROJECT, "one")) {
            var stream = new PredictionStream(seat.broadcast(), time, () -> end, PATIENCE, after);
            stream.write(out, Payload.of("{}"));
        }
        List<String> events = List.of(out.toString(UTF_8).split("\n\n"));
        out.reset();
        return events.stream().map(each -> each.replaceFirst("(?s)id: .*?\nevent: ", "")).toList();
    }

    private static StreamPlace after(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return StreamPlace.INIT.over(bytes, 0, bytes.length);
    }

    @Test
    void whoHasHeardTheBeginningIsToldTheRestAndNobodyTheRestOfAnother() throws IOException {
        endsWith("\"Paris, Fränce\"");
        assertThat(told(after("Paris, Fr")))
                .containsExactly("output\ndata: \"änce\"", whole("\"Paris, Fränce\""));
        assertThat(told(after("London"))).containsExactly(whole("\"Paris, Fränce\""));
        assertThat(told(after("Paris, Fränce"))).containsExactly(whole("\"Paris, Fränce\""));
        assertThat(told(after("Paris, Fränce and more"))).hasSize(1);
    }

    private static String whole(String output) {
        return "done\ndata: {\"output\":%s,\"error\":null}".formatted(output);
    }

    @Test
    void anOutputThatIsNoTextOrEmptyIsToldOnce() throws IOException {
        for (String output : List.of("[\"a\",\"b\"]", "{\"tool_calls\":[]}", "\"\"", "null")) {
            endsWith(output);
            assertThat(told(StreamPlace.INIT))
                    .containsExactly("output\ndata: " + output, whole(output));
            assertThat(told(StreamPlace.WHOLE)).containsExactly(whole(output));
        }
    }

    @Test
    void whoComesSoonAfterTheEndHearsThePiecesTheSameWay() throws IOException {
        try (AttemptListener only = attempt(0)) {
            only.piece(says("Par"));
            only.piece(says("is"));
        }
        endsWith("\"Paris\"");
        List<String> pieces = List.of("output\ndata: \"Par\"", "output\ndata: \"is\"");
        assertThat(told(StreamPlace.INIT))
                .containsExactly(pieces.get(0), pieces.get(1), whole("\"Paris\""));
        assertThat(told(after("Par"))).containsExactly(pieces.get(1), whole("\"Paris\""));
        assertThat(told(after("Pa")))
                .containsExactly("output\ndata: \"r\"", pieces.get(1), whole("\"Paris\""));
        assertThat(told(after("Lon"))).containsExactly(whole("\"Paris\""));
    }

    @Test
    void afterAnAttemptThatFailedTheRestIsToldIfTheNextOneSaysTheSame() throws IOException {
        try (var seat = broadcasts.open(PROJECT, "one")) {
            try (AttemptListener first = attempt(0)) {
                first.piece(says("Par"));
                assertThat(seat.broadcast().look(0, true, () -> true).pieces()).hasSize(1);
            }
            try (AttemptListener second = attempt(1)) {
                second.piece(says("Paris"));
            }
            endsWith("\"Paris\"");
            assertThat(told(after("Par")))
                    .containsExactly("output\ndata: \"is\"", whole("\"Paris\""));
        }
    }

    @Test
    void everyIdLeadsBackToItsPlace() {
        for (StreamPlace place :
                List.of(StreamPlace.INIT, StreamPlace.WHOLE, StreamPlace.DONE, after("Fränce"))) {
            assertThat(StreamPlace.parse(place.id())).contains(place);
        }
        for (String id : List.of("", "1", "x", "0-0", "3-12", "-1-0123456789abcdef")) {
            assertThat(StreamPlace.parse(id)).as(id).isEmpty();
        }
    }

    @Test
    void halvesOfACharacterAreToldAsOne() {
        try (var seat = broadcasts.open(PROJECT, "one");
                AttemptListener first = attempt(0)) {
            first.piece(says("a\\ud83d"));
            first.piece(says("\\ude00"));
            assertThat(seat.broadcast().look(0, true, () -> true).pieces())
                    .map(piece -> new String(piece, UTF_8))
                    .containsExactly("a", "\ud83d\ude00");
        }
    }
}
