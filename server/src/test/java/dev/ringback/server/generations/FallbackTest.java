package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.upstreams.Fallback;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FallbackTest {

    private static final String JOB =
            "{\"model\":\"first/m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final StubUpstream first = StubUpstream.start();
    private final StubUpstream second = StubUpstream.start();
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        surface =
                new Surface(
                        directory,
                        Upstream.of("first", first.baseUrl(), Optional.empty())
                                .withLimits(new Upstream.Limits(64, 10, Duration.ofMinutes(1)))
                                .withFallbacks(
                                        List.of(new Fallback("second", Optional.of("other")))),
                        Upstream.of("second", second.baseUrl(), Optional.empty()));
    }

    @AfterEach
    void close() {
        surface.close();
        first.close();
        second.close();
    }

    private String id() {
        Payload answer = Payload.of(surface.post("/v1/slow/chat/completions", JOB).body());
        return JsonTree.readObject(answer).orElseThrow().text("id").orElseThrow();
    }

    private String ended(String id) {
        Eventually.until("the job ends", () -> surface.completed(id).isPresent());
        return surface.get("/v1/generation/" + id).body();
    }

    @Test
    void aJobThatItsUpstreamFailsGoesOnAtTheNextUnderTheNameOfTheModelThere() {
        first.plays(Script.error(503, "full"));
        second.plays(Script.completion("Paris"));

        assertThat(ended(id())).contains("\"state\":\"Success\"").contains("Paris");

        assertThat(first.asked()).hasSize(1);
        assertThat(second.asked().getFirst().body().text()).contains("\"model\":\"other\"");
        assertThat(surface.calls("inference"))
                .extracting(Call::state)
                .hasSize(2)
                .hasAtLeastOneElementOfType(CallState.Succeeded.class)
                .filteredOn(state -> state instanceof CallState.Dead)
                .extracting(state -> ((CallState.Dead) state).reason())
                .containsExactly("upstream answered 503: full; goes on at second");
        assertThat(surface.calls("delivery")).hasSize(1);
    }

    @Test
    void aRequestThatIsWrongIsNotTriedElsewhere() {
        first.plays(Script.error(400, "too long"));
        assertThat(ended(id())).contains("upstream answered 400: too long");
        assertThat(second.asked()).isEmpty();
    }

    @Test
    void theLastOfAllTriesAgainByItsOwnSchedule() {
        first.plays(Script.error(503, "full"));
        second.plays(Script.error(500, "boom"), Script.completion("Paris"));
        String id = id();
        Eventually.until("both were asked", () -> second.asked().size() == 1);
        assertThat(surface.completed(id)).isEmpty();
        Eventually.until(
                "the job ends",
                () -> {
                    boolean _ = surface.time.advanceToNextAlarm();
                    return surface.completed(id).isPresent();
                });
        assertThat(ended(id)).contains("\"state\":\"Success\"");
        assertThat(first.asked()).hasSize(1);
        assertThat(second.asked()).hasSize(2);
    }

    @Test
    void aJobThatWaitsForAPlaceOfAnUpstreamThatFailsGoesOnElsewhere() {
        var held = new CountDownLatch(1);
        first.plays(Script.after(held, Script.error(500, "boom")));
        second.plays(Script.completion("Paris"));
        List<String> ids = Stream.generate(this::id).limit(11).toList();
        Eventually.until("all places are taken", () -> first.underWay() == 10);

        held.countDown();

        // The last one may come so late that it need not wait for a place.
        Eventually.until("ten are done elsewhere", () -> done(ids) >= 10);
        Eventually.until(
                "the last one is, too",
                () -> {
                    surface.time.advance(Duration.ofMillis(100));
                    return done(ids) == 11;
                });
        assertThat(first.asked()).hasSize(10);
        assertThat(second.asked()).hasSize(11);
    }

    private long done(List<String> ids) {
        return ids.stream().filter(id -> surface.completed(id).isPresent()).count();
    }

    @Test
    void anUpstreamThatFailsAgainAndAgainIsLeftAloneAndItsJobsAreDoneElsewhere() {
        first.plays(Script.error(500, "boom"));
        second.plays(Script.completion("Paris"));
        for (int i = 0; i < 30; i++) {
            assertThat(ended(id())).contains("Paris");
        }
        assertThat(first.asked()).hasSizeLessThan(30);
        assertThat(second.asked()).hasSize(30);
    }
}
