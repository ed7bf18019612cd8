package dev.ringback.server.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.endpoints.EndpointState;
import dev.ringback.server.generations.Surface;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupsTest {

    private static final String PATH = "/v1/slow/group/chat/completions";
    private static final ProjectId PROJECT = new ProjectId("a");

    private final StubUpstream stub = StubUpstream.start();
    @TempDir private Path directory;
    private Surface surface;

    @BeforeEach
    void open() {
        surface = surface();
    }

    private Surface surface() {
        var surface = new Surface(directory, Upstream.of("gpu", stub.baseUrl(), Optional.empty()));
        return surface.knows("AhALzdz8S", new EndpointState.Enabled())
                .knows("disabled1", new EndpointState.Disabled("it answered 410"));
    }

    @AfterEach
    void close() {
        surface.close();
        stub.close();
    }

    private static String chat(int number) {
        return """
        {"model":"m","messages":[{"role":"user","content":"hi"}],\
        "metadata":{"custom_id":"req-%d"}}\
        """
                .formatted(number);
    }

    private static String group(String webhook, String... requests) {
        return "{\"requests\":[" + String.join(" , ", requests) + "]" + webhook + "}";
    }

    private JsonObject accepted(String body) {
        HttpResponse<String> response = surface.post(PATH, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static JsonObject json(HttpResponse<String> response) {
        return JsonTree.readObject(Payload.of(response.body())).orElseThrow();
    }

    private Optional<Event> announced(String group) {
        return surface.store.event(PROJECT, new EventId(group + ":completed"));
    }

    private JsonObject data(String group) {
        Eventually.until("the group is announced", () -> announced(group).isPresent());
        return JsonTree.readObject(announced(group).orElseThrow().payload()).orElseThrow();
    }

    @Test
    void aGroupIsAnnouncedOnceWhenAllItsMembersHaveEnded() {
        stub.plays(Script.completion("Paris"));
        JsonObject accepted = accepted(group(",\"webhook_id\":\"AhALzdz8S\"", chat(1), chat(2)));
        String id = accepted.text("groupId").orElseThrow();
        assertThat(id).matches("[A-Za-z0-9_-]{21}");
        assertThat(accepted.count("groupSize")).isEqualTo(2);

        JsonObject data = data(id);

        assertThat(data.count("groupSize")).isEqualTo(2);
        assertThat(data.text("status").orElseThrow()).isEqualTo("completed");
        assertThat(data.at("generations").elements())
                .extracting(each -> each.at("request").at("metadata").at("custom_id"))
                .extracting(each -> each.text().orElseThrow())
                .containsExactly("req-1", "req-2");
        assertThat(announced(id).orElseThrow().type()).isEqualTo("slow-group.completed");
        // The members themselves are told to nobody.
        assertThat(surface.calls("delivery"))
                .extracting(Call::lane)
                .containsExactly(new LaneId("AhALzdz8S"));
        assertThat(surface.store.documents(Group.OPEN)).isEmpty();
    }

    @Test
    void theMembersAreListedInTheOrderOfTheRequestsWithWhatTheyAnswered() {
        stub.plays(Script.completion("Paris"), Script.error(400, "too long"));
        String id = accepted(group("", chat(1), chat(2))).text("groupId").orElseThrow();
        JsonObject data = data(id);

        List<JsonTree> listed =
                json(surface.get("/v1/async/group/" + id + "/generations"))
                        .at("generations")
                        .elements()
                        .toList();

        assertThat(listed)
                .extracting(each -> each.at("request").at("metadata").at("custom_id"))
                .extracting(each -> each.text().orElseThrow())
                .containsExactly("req-1", "req-2");
        assertThat(listed)
                .extracting(each -> each.text("state").orElseThrow())
                .containsExactlyInAnyOrder("Success", "Failed");
        // Whoever polls finds an object where the webhook has null.
        assertThat(listed).allMatch(each -> each.at("response").isObject());
        assertThat(data.text("status").orElseThrow()).isEqualTo("completed");
        assertThat(data.at("generations").elements())
                .filteredOn(each -> each.text("state").orElseThrow().equals("Failed"))
                .allMatch(each -> each.at("response").isNull());
    }

    @Test
    void aGroupNoneOfWhoseMembersSucceededHasFailed() {
        stub.plays(Script.error(400, "too long"), Script.error(400, "too long"));
        String id = accepted(group("", chat(1), chat(2))).text("groupId").orElseThrow();
        assertThat(data(id).text("status").orElseThrow()).isEqualTo("failed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | requests",
                "{\"requests\":{}} | requests",
                "{\"requests\":[]} | requests",
                "{\"requests\":[{}]} | requests[0].model",
                "{\"requests\":[{\"model\":\"m\",\"messages\":[]}]} | requests[0].messages",
                "{\"requests\":[{\"model\":\"m\",\"prompt\":\"p\"}]} | requests[0].messages",
                "{\"requests\":[],\"webhook_url\":\"https://x\"} | webhook_url",
                "{\"requests\":[],\"webhook_idd\":\"x\"} | webhook_idd",
                "{\"requests\":[{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}],"
                        + "\"webhook_id\":1} | webhook_id",
                "{\"requests\":[{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}],"
                        + "\"webhook_id\":\"nowhere00\"} | webhook_id",
                "{\"requests\":[{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}],"
                        + "\"webhook_id\":\"disabled1\"} | webhook_id"
            })
    void aGroupThatIsWrongNamesTheFieldAndLeavesNothing(String body, String field) {
        HttpResponse<String> response = surface.post(PATH, body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("error").text("param").orElseThrow()).isEqualTo(field);
        assertThat(surface.events()).isEmpty();
        assertThat(surface.store.documents(Group.OPEN)).isEmpty();
    }

    @Test
    void fiftyAreTakenAndFiftyOneAreNot() {
        stub.plays(Script.completion("Paris"));
        String[] fifty = Collections.nCopies(50, chat(1)).toArray(String[]::new);
        String id = accepted(group("", fifty)).text("groupId").orElseThrow();
        assertThat(data(id).at("generations").size()).isEqualTo(50);
        String[] more = Collections.nCopies(51, chat(1)).toArray(String[]::new);
        assertThat(surface.post(PATH, group("", more)).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGroupIsAnnouncedAfterARestartWhicheverPartOfItWasDone(boolean membersDone) {
        Script before = membersDone ? Script.completion("Paris") : Script.silence();
        stub.plays(before, before);
        String id = accepted(group("", chat(1), chat(2))).text("groupId").orElseThrow();
        if (membersDone) {
            Eventually.until("the group is announced", () -> announced(id).isPresent());
        } else {
            Eventually.until("both are asked", () -> stub.asked().size() == 2);
        }
        surface.close();
        stub.plays(Script.completion("Paris"), Script.completion("Paris"));
        surface = surface();
        Eventually.until(
                "the group is announced",
                () -> {
                    surface.time.advance(Duration.ofSeconds(1));
                    return announced(id).isPresent();
                });
        assertThat(data(id).text("status").orElseThrow()).isEqualTo("completed");
        assertThat(surface.store.documents(Group.OPEN)).isEmpty();
    }

    @Test
    void aGroupRunsNoLongerThanHalfOfTheTimeForWhichItsMembersAreKept() {
        assertThat(Group.lifetime(Duration.ofDays(14))).isEqualTo(Duration.ofDays(3));
        assertThat(Group.lifetime(Duration.ofDays(1))).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void whatHasNotEndedAfterThreeDaysIsCalledOffAndTheGroupHasFailed() {
        stub.plays(Script.error(500, "boom"));
        String id = accepted(group("", chat(1))).text("groupId").orElseThrow();
        Eventually.until(
                "it waits again", () -> surface.calls("inference").getFirst().attempts() == 1);
        stub.plays(Script.busy(24 * 3600));
        Eventually.until(
                "the group is announced",
                () -> {
                    surface.time.advance(Duration.ofHours(1));
                    return announced(id).isPresent();
                });
        assertThat(data(id).text("status").orElseThrow()).isEqualTo("failed");
    }

    @Test
    void aGroupThatIsCalledOffEndsAtOnceAndTheUpstreamIsHungUpOn() {
        stub.plays(Script.silence(), Script.silence());
        String id = accepted(group("", chat(1), chat(2))).text("groupId").orElseThrow();
        Eventually.until("both are asked", () -> stub.asked().size() == 2);
        HttpResponse<String> answer = surface.post("/v1/slow/group/" + id + "/cancel", "");
        assertThat(json(answer).at("generations").elements())
                .extracting(each -> each.text("state").orElseThrow())
                .containsExactly("Cancelled", "Cancelled");
        assertThat(data(id).text("status").orElseThrow()).isEqualTo("failed");
        assertThat(surface.calls("inference"))
                .allMatch(call -> call.state().name().word().equals("cancelled"));
        Eventually.until("the upstream is hung up on", () -> stub.partings() == 2);
    }

    @Test
    void whoWaitsGetsTheGenerationsWithTheAnswer() {
        stub.plays(Script.completion("Paris"));
        HttpResponse<String> response = surface.post(PATH + "?wait=1m", group("", chat(1)));
        assertThat(json(response).count("groupSize")).isEqualTo(1);
        assertThat(json(response).at("generations").at(0).text("state").orElseThrow())
                .isEqualTo("Success");
    }

    @Test
    void aForeignProjectFindsNothing() {
        String id = accepted(group("", chat(1))).text("groupId").orElseThrow();
        String path = "/v1/slow/group/" + id + "/generations";
        assertThat(surface.get(path, "key-b").statusCode()).isEqualTo(404);
        assertThat(surface.get(path).statusCode()).isEqualTo(200);
    }
}
