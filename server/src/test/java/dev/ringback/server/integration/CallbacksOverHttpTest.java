package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.server.Host;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Upstreams that take work now and call back later, on real sockets. */
@SuppressWarnings("NullAway.Init") // each test starts what it needs
final class CallbacksOverHttpTest {

    /** Those that say in each request where they are to call back. */
    enum Kind {
        REPLICATE("replicate", PlayedReplicate::new, "'the answer'"),
        FAL("fal", PlayedFal::of, "{'output':'the answer'}");

        private final String word;

        @SuppressWarnings("ImmutableEnumChecker") // what makes them holds nothing
        private final Supplier<PlayedWords> words;

        private final String output;

        Kind(String word, Supplier<PlayedWords> words, String output) {
            this.word = word;
            this.words = words;
            this.output = output;
        }
    }

    private static final String CHAT =
            "{'model':'owner/name','messages':[{'role':'user','content':'hi'}]}";

    private @TempDir Path directory;
    private PlayedUpstream played;
    private Ringback ringback;
    private Tenant tenant;

    private void start(Kind kind, Map<String, List<String>> more) {
        start(kind.word, kind.words.get(), more);
    }

    private void start(String word, PlayedWords words, Map<String, List<String>> more) {
        played = PlayedUpstream.start(words);
        Map<String, List<String>> flags = flags(word);
        flags.putAll(more);
        ringback = Ringback.start(flags);
        tenant = ringback.tenant();
    }

    private Map<String, List<String>> flags(String word) {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("upstream", List.of("far=" + played.baseUrl()));
        flags.put("upstream-kind", List.of("far=" + word));
        return flags;
    }

    @AfterEach
    void close() {
        ringback.close();
        played.close();
    }

    private String submitted() {
        return tenant.api().post("/v1/slow/chat/completions", CHAT).expect(200).text("id");
    }

    /** The work of a job that the server knows to be there. */
    private PlayedTask known(String job) {
        PlayedTask task = played.next();
        Tenant.until("it is known to be there", () -> !attempts(job).isEmpty());
        return task;
    }

    private JsonNode generation(String id) {
        return tenant.api().read("/v1/generation/" + id).json();
    }

    private JsonNode ended(String id) {
        Tenant.until("it has ended", () -> !generation(id).path("finishedAt").isNull());
        return generation(id);
    }

    private static String said(JsonNode generation) {
        return generation.at("/response/choices/0/message/content").asString();
    }

    private int completed() {
        return tenant.api()
                .read("/api/v1/events?type=generation.completed")
                .json()
                .path("data")
                .size();
    }

    @ParameterizedTest
    @EnumSource
    void aJobEndsWhenItsUpstreamCallsBackAndIsNotAskedAbout(Kind kind) {
        start(kind, Map.of());
        String job = submitted();
        PlayedTask task = known(job);
        assertThat(generation(job).path("finishedAt").isNull()).isTrue();
        task.succeeds(kind.output);
        assertThat(played.callsBack(task).status()).isBetween(200, 299);

        assertThat(said(ended(job))).isEqualTo("the answer");
        assertThat(played.asked(task)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aCallbackThatComesAgainChangesNothing(Kind kind) {
        start(kind, Map.of());
        String job = submitted();
        PlayedTask task = played.next().succeeds(kind.output);
        played.callsBack(task);
        JsonNode first = ended(job);
        assertThat(played.callsBack(task).status()).isBetween(200, 299);
        String last = submitted();
        PlayedTask other = played.next().succeeds(kind.output);
        played.callsBack(other);
        ended(last);

        assertThat(generation(job)).isEqualTo(first);
        assertThat(completed()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aCallbackMayComeBeforeTheAnswerToTheSubmit(Kind kind) {
        start(kind, Map.of());
        played.first(task -> played.callsBack(task.succeeds(kind.output)));
        String job = submitted();

        assertThat(said(ended(job))).isEqualTo("the answer");
        assertThat(played.taken()).isEqualTo(1);
        assertThat(completed()).isEqualTo(1);
    }

    /** After the loss of a connection that was kept the wire may have asked again by itself. */
    @ParameterizedTest
    @EnumSource
    void workWhoseAnswerWasLostIsKnownByItsCallback(Kind kind) {
        start(kind, Map.of("upstream-retries", List.of("far=1d")));
        played.losesAnswers(2);
        String job = submitted();
        PlayedTask task = played.next();
        Tenant.until("its loss is known", () -> !attempts(job).isEmpty());
        played.callsBack(task.succeeds(kind.output));

        assertThat(said(ended(job))).isEqualTo("the answer");
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoTasksForOneJobTheFirstEndIsTakenAndTheOtherCalledOff(Kind kind) {
        start(kind, Map.of("upstream-retries", List.of("far=1s")));
        PlayedTask first = known(submitted());
        played.losesAnswers(1);
        String job = submitted();
        PlayedTask lost = played.next();
        PlayedTask other = played.next();
        Tenant.until("it is known to be there", () -> !attempts(job).isEmpty());
        played.callsBack(lost.succeeds(kind.output));

        assertThat(said(ended(job))).isEqualTo("the answer");
        Tenant.until("the other is called off", other::calledOff);
        assertThat(first.calledOff()).isFalse();
    }

    private JsonNode attempts(String job) {
        return tenant.api().read("/api/v1/jobs/" + job).json().path("attempts");
    }

    @ParameterizedTest
    @EnumSource
    void aForgedCallbackEndsNothingAndIsKeptAsRejected(Kind kind) {
        start(kind, Map.of());
        String job = submitted();
        PlayedTask task = known(job).succeeds(kind.output);
        assertThat(played.forges(task).status()).isBetween(400, 499);
        assertThat(generation(job).path("finishedAt").isNull()).isTrue();
        JsonNode source = sources().path(0);
        assertThat(source.path("upstream").asString()).isEqualTo("far");
        String rejected = "/api/v1/sources/" + source.path("id").asString() + "/rejected";
        Tenant.until(
                "it is kept", () -> tenant.api().read(rejected).json().path("data").size() == 1);

        played.callsBack(task);
        assertThat(said(ended(job))).isEqualTo("the answer");
    }

    private JsonNode sources() {
        return tenant.api().read("/api/v1/sources").json().path("data");
    }

    @ParameterizedTest
    @EnumSource
    void whatFailsThereFailsHereWithItsReason(Kind kind) {
        start(kind, Map.of());
        String job = submitted();
        played.callsBack(known(job).fails("no such voice"));

        JsonNode generation = ended(job);
        assertThat(generation.path("state").asString()).isEqualTo("Failed");
        assertThat(generation.toString()).contains("no such voice");
    }

    @ParameterizedTest
    @EnumSource
    void aJobThatIsCalledOffIsCalledOffThereToo(Kind kind) {
        start(kind, Map.of());
        String job = submitted();
        PlayedTask task = known(job);
        tenant.api().post("/api/v1/jobs/" + job + "/cancel", "").expect(200);
        Tenant.until("it is called off", task::calledOff);

        assertThat(played.callsBack(task.succeeds(kind.output)).status()).isBetween(200, 299);
        assertThat(ended(job).toString()).contains("ancel");
        assertThat(completed()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void manyJobsWaitAtTheSameTimeAndEachGetsItsOwnAnswer(Kind kind) {
        start(kind, Map.of("upstream-concurrency", List.of("far=2")));
        List<String> jobs = IntStream.range(0, 30).mapToObj(_ -> submitted()).toList();
        List<PlayedTask> tasks = jobs.stream().map(_ -> played.next()).toList();
        tasks.forEach(task ->
                played.callsBack(
                        task.succeeds(kind.output.replace("the answer", "of " + task.id()))));

        assertThat(jobs.stream().map(job -> said(ended(job))))
                .containsExactlyInAnyOrderElementsOf(
                        tasks.stream().map(task -> "of " + task.id()).toList());
    }

    @Test
    void oneThatCannotCallBackIsAsked() {
        start("openai", new PlayedOpenAi(), Map.of());
        String response = background();
        PlayedTask task = known(response).succeeds("'at last'");
        Tenant.until("it has ended", () -> status(response).equals("completed"));

        assertThat(tenant.api().read("/v1/responses/" + response).body().text())
                .contains("at last");
        assertThat(played.asked(task)).isPositive();
    }

    /** Its endpoint is made by people, who get its secret only for a URL. */
    @Test
    void theUrlForAnUpstreamIsThereBeforeItsSecret() throws IOException {
        start("openai", new PlayedOpenAi(), Map.of());
        background();
        played.next();
        JsonNode source = sources().path(0);
        assertThat(source.path("upstream").asString()).isEqualTo("far");
        assertThat(source.path("warnings").toString()).contains("no secret");
        Path secret = Files.writeString(directory.resolve("secret"), PlayedSignature.SECRET);
        Map<String, List<String>> flags = flags("openai");
        flags.put("upstream-webhook-secret", List.of("far=file:" + secret));
        ringback = ringback.restarted(flags, Host.MACHINE);
        tenant = new Tenant(new Api(ringback.uri(), tenant.api().key()));
        String response = background();
        PlayedTask task = known(response).succeeds("'at last'");
        String path = URI.create(source.path("url").asString()).getPath();
        played.registers(ringback.uri() + path);
        assertThat(played.callsBack(task).status()).isBetween(200, 299);
        Tenant.until("it has ended", () -> status(response).equals("completed"));

        assertThat(played.asked(task)).isEqualTo(1);
        assertThat(sources()).hasSize(1);
    }

    private String background() {
        return tenant.api()
                .post("/v1/responses", "{'model':'m','input':'hi','background':true}")
                .expect(200)
                .text("id");
    }

    private String status(String response) {
        return tenant.api().read("/v1/responses/" + response).text("status");
    }

    @Test
    void aThinCallbackHasTheAnswerFetched() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), PlayedSignature.SECRET);
        start(
                "openai",
                new PlayedOpenAi(),
                Map.of("upstream-webhook-secret", List.of("far=file:" + secret)));
        String response = background();
        PlayedTask task = known(response);
        played.registers(sources().path(0).path("url").asString());
        assertThat(played.callsBack(task.succeeds("'at last'")).status()).isBetween(200, 299);
        Tenant.until("it has ended", () -> status(response).equals("completed"));

        assertThat(played.asked(task)).isEqualTo(1);
    }

    @Test
    void whatIsNotAskedForInTheBackgroundIsAnsweredAtOnce() {
        start("openai", new PlayedOpenAi(), Map.of());
        assertThat(tenant.api().post("/v1/chat/completions", CHAT).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void aPredictionGivesTheModelItsOwnInputAndHasItsOwnOutput(Kind kind) {
        start(kind, Map.of());
        String asked = "{'image':'https://a.example/1.png','scale':2}";
        String id =
                tenant.api()
                        .post(
                                "/v1/models/owner/name/predictions",
                                "{'input':" + asked + "}",
                                new Header("Validate-Input", "true"))
                        .expect(202)
                        .text("id");
        PlayedTask task = played.next();
        assertThat(task.asked().body().text()).contains(Api.quoted(asked).replace(" ", ""));
        played.callsBack(task.succeeds("['https://a.example/2.png']"));
        Tenant.until("it has ended", () -> prediction(id).text("status").equals("succeeded"));

        assertThat(prediction(id).json().path("output").toString())
                .isEqualTo("[\"https://a.example/2.png\"]");
    }

    private Answer prediction(String id) {
        return tenant.api().read("/v1/predictions/" + id);
    }

    @ParameterizedTest
    @EnumSource
    void clientsThatWaitAndOtherOperationsAreRefusedInWords(Kind kind) {
        start(kind, Map.of());
        assertThat(tenant.api().post("/v1/chat/completions", CHAT).expect(400).body().text())
                .contains("/v1/slow/chat/completions");
        assertThat(
                        tenant.api()
                                .post("/v1/slow/embeddings", "{'model':'owner/name','input':'a'}")
                                .expect(400)
                                .body()
                                .text())
                .contains("does not take embeddings");
        assertThat(played.taken()).isZero();
    }

    @Test
    void theSourceOfAnUpstreamIsNobodysToChange() {
        start(Kind.REPLICATE, Map.of());
        submitted();
        played.next();
        String source = "/api/v1/sources/" + sources().path(0).path("id").asString();

        assertThat(tenant.api().patch(source, "{'name':'mine'}").status()).isEqualTo(409);
        assertThat(tenant.api().post(source + "/rotate-token", "").status()).isEqualTo(409);
        assertThat(tenant.api().delete(source).status()).isEqualTo(409);
    }

    @Test
    void endpointsForAllEventsHearOfTheJobAndNotOfTheCallback() {
        start(Kind.REPLICATE, Map.of());
        submitted();
        played.callsBack(played.next().succeeds("'x'"));
        Tenant.until("it has ended", () -> completed() == 1);

        assertThat(tenant.api().read("/api/v1/events").json().path("data")).hasSize(1);
    }
}
