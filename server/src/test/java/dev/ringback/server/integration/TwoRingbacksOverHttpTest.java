package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** One server hands its jobs over to another one, which calls it back. */
@SuppressWarnings("NullAway.Init") // each test starts what it needs
class TwoRingbacksOverHttpTest {

    private static final String CHAT =
            "{'model':'demo/echo','messages':[{'role':'user','content':'hi there'}]}";

    private @TempDir Path directory;
    private final StubUpstream models = StubUpstream.start();
    private Ringback far;
    private Ringback near;
    private Api api;

    /** The demo models answer at the far end. */
    private void start() {
        start(Ringback.startDev(Map.of()));
    }

    private void start(Ringback upstream) {
        far = upstream;
        near = Ringback.start(flags(upstream.admin().key()));
        api = near.tenant().api();
    }

    private Map<String, List<String>> flags(String key) {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("upstream", List.of("far=" + far.uri().resolve("/v1")));
        flags.put("upstream-kind", List.of("far=ringback"));
        flags.put("upstream-key", List.of("far=file:" + written(key)));
        flags.put("upstream-retries", List.of("far=none"));
        return flags;
    }

    private Path written(String key) {
        try {
            return Files.writeString(directory.resolve("key"), key);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        near.close();
        far.close();
        models.close();
    }

    private String submitted(String path, String request) {
        return api.post(path, request).expect(200).text("id");
    }

    private JsonNode ended(String job) {
        Tenant.until("it ends", () -> !job(job).path("finished_at").isNull());
        return job(job);
    }

    private JsonNode job(String id) {
        return api.read("/api/v1/jobs/" + id).json();
    }

    private JsonNode generation(String id) {
        return api.read("/v1/generation/" + id).json();
    }

    /** It was handed over, and nobody asked how far it is. */
    private void assertCalledBack(String job) {
        assertThat(ended(job).path("state").asString()).isEqualTo("succeeded");
        assertThat(job(job).path("attempts")).as("what was asked").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/slow/chat/completions, demo/echo, messages, /response/choices/0/message/content, hi",
        "/v1/slow/completions, demo/echo, prompt, /response/choices/0/text, hi",
        "/v1/slow/embeddings, demo/embed, input, /response/data/0/object, embedding"
    })
    void generationsAreDoneThereAndToldHere(
            String path, String model, String member, String where, String text) {
        start();
        String asked = member.equals("messages") ? "[{'role':'user','content':'hi'}]" : "'hi'";
        String job = submitted(path, "{'model':'%s','%s':%s}".formatted(model, member, asked));

        assertCalledBack(job);
        assertThat(generation(job).at(where).asString()).isEqualTo(text);
    }

    @Test
    void aBackgroundResponseIsOneThereToo() {
        start();
        String response =
                submitted("/v1/responses", "{'model':'demo/echo','input':'hi','background':true}");

        assertCalledBack(response);
        Answer answer = api.read("/v1/responses/" + response);
        assertThat(answer.text("status")).isEqualTo("completed");
        assertThat(answer.text("id")).isEqualTo(response);
        assertThat(answer.json().at("/output/0/content/0/text").asString()).isEqualTo("hi");
    }

    @Test
    void aPredictionIsDoneThere() {
        start();
        String prediction =
                api.post("/v1/models/demo/echo/predictions", "{'input':{'prompt':'hi'}}")
                        .expect(202)
                        .text("id");

        assertCalledBack(prediction);
        Answer answer = api.read("/v1/predictions/" + prediction);
        assertThat(answer.text("status")).isEqualTo("succeeded");
        assertThat(answer.json().path("output").toString()).contains("hi");
    }

    @Test
    void clientsThatWaitAreAnsweredAtOnce() {
        start();
        assertThat(
                        api.post("/v1/chat/completions", CHAT)
                                .expect(200)
                                .json()
                                .at("/choices/0/message/content")
                                .asString())
                .isEqualTo("hi there");
    }

    @Test
    void theOtherOneKeepsOneEndpointForAllJobs() {
        start();
        List.of(CHAT, CHAT, CHAT).stream()
                .map(request -> submitted("/v1/slow/chat/completions", request))
                .toList()
                .forEach(this::assertCalledBack);

        JsonNode endpoints = far.admin().read("/api/v1/endpoints").json().path("data");
        assertThat(endpoints).hasSize(1);
        assertThat(endpoints.at("/0/url").asString()).startsWith(near.uri() + "/in/");
        JsonNode sources = api.read("/api/v1/sources").json().path("data");
        assertThat(sources).hasSize(1);
        String source = "/api/v1/sources/" + sources.at("/0/id").asString();
        assertThat(api.read(source + "/rejected").json().path("data")).isEmpty();
    }

    @Test
    void anEndpointThatIsRemovedThereIsMadeAnew() {
        start();
        assertCalledBack(submitted("/v1/slow/chat/completions", CHAT));
        String endpoint = "/api/v1/endpoints/";
        String first = far.admin().read("/api/v1/endpoints").json().at("/data/0/id").asString();
        far.admin().delete(endpoint + first).expect(204);
        String job = submitted("/v1/slow/chat/completions", CHAT);

        assertThat(ended(job).path("state").asString()).isEqualTo("succeeded");
        assertThat(job(job).path("attempts")).as("what was asked").hasSize(2);
        assertCalledBack(submitted("/v1/slow/chat/completions", CHAT));
        assertThat(far.admin().read("/api/v1/endpoints").json().path("data")).hasSize(1);
    }

    @Test
    void whatFailsThereFailsHereWithItsReason() {
        start();
        String job = submitted("/v1/slow/chat/completions", CHAT.replace("echo", "fail"));

        assertThat(ended(job).path("state").asString()).isEqualTo("dead");
        assertThat(job(job).path("attempts")).hasSize(1);
        assertThat(generation(job).path("state").asString()).isEqualTo("Failed");
        assertThat(generation(job).toString()).contains("500");
    }

    @Test
    void whatIsCancelledHereIsCancelledThere() {
        models.plays(Script.silence());
        start(Ringback.startDev(Ringback.asking(models)));
        String job = submitted("/v1/slow/chat/completions", CHAT);
        Tenant.until("it is handed over", () -> !job(job).path("attempts").isEmpty());
        api.post("/v1/generation/" + job + "/cancel", "").expect(200);

        assertThat(ended(job).path("state").asString()).isEqualTo("cancelled");
        Tenant.until(
                "it is cancelled there",
                () ->
                        far.admin()
                                .read("/api/v1/jobs")
                                .json()
                                .at("/data/0/state")
                                .asString()
                                .equals("cancelled"));
    }

    @Test
    void aKeyThatMayNotMakeEndpointsIsEnoughToAsk() {
        far = Ringback.startDev(Map.of());
        String key =
                far.admin()
                        .post("/api/v1/keys", "{'scopes':['read','ingest']}")
                        .expect(201)
                        .text("key");
        near = Ringback.start(flags(key));
        api = near.tenant().api();
        String job = submitted("/v1/slow/chat/completions", CHAT);

        assertThat(ended(job).path("state").asString()).isEqualTo("succeeded");
        assertThat(far.admin().read("/api/v1/endpoints").json().path("data")).isEmpty();
    }
}
