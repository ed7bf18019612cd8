package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.api.Described;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Jobs of every shape in the native API, with two model servers, one of which stands in. */
class JobsOverHttpTest {

    private static final String JOBS = "/api/v1/jobs";

    private final StubUpstream first = StubUpstream.start();
    private final StubUpstream second = StubUpstream.start();
    private final Ringback ringback = Ringback.start(flags());
    private final Api api = ringback.tenant().api();

    private Map<String, List<String>> flags() {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put("upstream", List.of("first=" + first.baseUrl(), "second=" + second.baseUrl()));
        flags.put("upstream-fallback", List.of("first=second"));
        flags.put("upstream-concurrency", List.of("first=1"));
        flags.put("upstream-retries", List.of("first=none", "second=none"));
        return flags;
    }

    @AfterEach
    void stop() {
        ringback.close();
        first.close();
        second.close();
    }

    private String generation(String model) {
        return api.post(
                        "/v1/slow/chat/completions",
                        "{'model':'%s','messages':[{'role':'user','content':'hi'}]}"
                                .formatted(model))
                .expect(200)
                .text("id");
    }

    private JsonNode ended(String id) {
        Tenant.until("the job ends", () -> !job(id).path("finished_at").isNull());
        return job(id);
    }

    private JsonNode job(String id) {
        return api.get(JOBS + "/" + id).expect(200).json();
    }

    private List<String> ids(String query) {
        JsonNode page = api.get(JOBS + query).expect(200).json();
        return page.path("data").valueStream().map(each -> each.path("id").asString()).toList();
    }

    @Test
    void aJobThatWentOnElsewhereIsOneJobWithTheAttemptsOfAllItsCalls() {
        first.plays(Script.error(503, "full"));
        second.plays(Script.completion("Paris"));
        String id = generation("first/m");

        JsonNode job = ended(id);

        assertThat(job.path("state").asString()).isEqualTo("succeeded");
        assertThat(job.path("upstream").asString()).isEqualTo("second");
        assertThat(job.path("attempt_count").asInt()).isEqualTo(2);
        assertThat(job.path("attempts").valueStream())
                .extracting(each -> each.path("upstream").asString())
                .containsExactly("first", "second");
        assertThat(job.path("attempts").valueStream())
                .extracting(each -> each.path("status").asInt())
                .containsExactly(503, 200);
        assertThat(job.at("/attempts/0/error").asString()).contains("full");
        assertThat(job.path("usage").isObject()).isTrue();
        assertThat(ids("")).containsExactly(id);
        assertThat(ids("?state=dead")).isEmpty();
        assertThat(ids("?upstream=first")).isEmpty();
        assertThat(ids("?upstream=second")).containsExactly(id);
    }

    @Test
    void theRequestAndTheAnswerAreThereAsEvents() {
        second.plays(Script.completion("Paris"));
        String id = generation("second/m");
        String completion = ended(id).path("completion_event").asString();
        assertThat(completion).isEqualTo(id + ":completed");
        assertThat(api.get("/api/v1/events/" + id).expect(200).json().at("/data/request/model"))
                .isEqualTo(Answer.JSON.readTree("\"second/m\""));
        assertThat(api.get("/api/v1/events/" + completion).expect(200).body().text())
                .contains("Paris");
    }

    @Test
    void oneThatFailedSaysWhy() {
        second.plays(Script.error(400, "too long"));
        JsonNode job = ended(generation("second/m"));
        assertThat(job.path("state").asString()).isEqualTo("dead");
        assertThat(job.path("reason").asString()).contains("too long");
        assertThat(job.path("usage").isNull()).isTrue();
    }

    @Test
    void whatRunsIsToldApartFromWhatWaitsAndCanBeCancelled() {
        first.plays(Script.silence());
        String running = generation("first/m");
        Tenant.until("the model server is asked", () -> first.underWay() == 1);
        String waiting = generation("first/m");

        assertThat(ids("?state=running")).containsExactly(running);
        assertThat(ids("?state=running&upstream=second")).isEmpty();
        assertThat(ids("?state=waiting")).containsExactly(waiting);
        assertThat(job(running).path("state").asString()).isEqualTo("running");
        assertThat(ringback.tenant().api().get(JOBS + "?state=running").json().path("data"))
                .isEmpty();

        Answer cancelled = api.post(JOBS + "/" + running + "/cancel", "").expect(200);
        assertThat(cancelled.text("state")).isEqualTo("cancelled");
        assertThat(api.get("/v1/generation/" + running).text("state")).isEqualTo("Cancelled");
        Tenant.until("the next has its place", () -> ids("?state=running").contains(waiting));
        assertThat(ids("?state=cancelled")).containsExactly(running);
    }

    @Test
    void oneThatHasEndedCannotBeCancelled() {
        second.plays(Script.completion("Paris"));
        String id = generation("second/m");
        ended(id);
        assertThat(api.post(JOBS + "/" + id + "/cancel", "").expect(409).text("code"))
                .isEqualTo("not_possible");
    }

    @Test
    void jobsOfEveryShapeAreThere() {
        second.plays(Script.says("Paris"));
        String response =
                api.post("/v1/responses", "{'model':'second/m','input':'hi','background':true}")
                        .expect(200)
                        .text("id");
        String prediction =
                api.post("/v1/predictions", "{'model':'second/m','input':{'prompt':'hi'}}")
                        .expect(202)
                        .text("id");
        assertThat(ids("?shape=response")).containsExactly(response);
        assertThat(ids("?shape=prediction")).containsExactly(prediction);
        assertThat(ids("?shape=generation")).isEmpty();
        assertThat(ended(response).path("completion_event").asString())
                .isEqualTo(response + ":ended");
        assertThat(job(response).path("operation").asString()).isEqualTo("responses");
        assertThat(ended(prediction).path("completion_event").asString())
                .isEqualTo(prediction + ":succeeded");
    }

    @Test
    void theDescriptionListsEveryShape() {
        String refused = api.get(JOBS + "?shape=none").expect(400).json().toString();

        for (String list :
                List.of(
                        "/paths/~1api~1v1~1jobs/get/parameters/3/schema/enum",
                        "/components/schemas/Job/properties/shape/enum")) {
            List<String> listed =
                    Described.document().at(list).valueStream().map(JsonNode::asString).toList();
            assertThat(listed).as(list).isNotEmpty();
            assertThat(refused).contains("one of " + String.join(", ", listed));
        }
    }
}
