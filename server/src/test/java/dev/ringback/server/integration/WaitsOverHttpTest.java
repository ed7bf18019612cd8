package dev.ringback.server.integration;

import static dev.ringback.server.integration.PlayedApp.has;
import static dev.ringback.server.integration.PlayedApp.ops;
import static dev.ringback.server.integration.PlayedApp.ran;
import static dev.ringback.server.integration.PlayedApp.returned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Runs of a whole server that wait for events, from wherever these come. */
final class WaitsOverHttpTest {

    private final PlayedApp app = new PlayedApp();
    private Ringback ringback;
    private Api api;

    @BeforeEach
    void start() {
        app.function("pay", "{'event':'ordered'}", this::orderAndWait);
        app.function("report", "{'event':'wanted'}", this::askAndWait);
        ringback = Ringback.startDev(Map.of());
        api = ringback.admin();
        app.register(api);
    }

    @AfterEach
    void stop() {
        ringback.close();
        app.close();
    }

    /** The payment may be told while the step that asks for it is still under way. */
    private Behaviour orderAndWait(JsonNode body) {
        if (has(body, "paid")) {
            return returned("'" + body.at("/steps/paid/data/by").asString("nobody") + "'");
        }
        if (has(body, "asked")) {
            return ops(
                    "[{'op':'WaitForEvent','id':'paid','displayName':'paid','name':'paid','opts':{'timeout':'1d','if':'event.data.order"
                            + " == async.data.order'}}]");
        }
        if (body.at("/event/data/atOnce").asBoolean(false)) {
            event("paid", body.at("/event/data/order").asInt(), "card");
        }
        return ran("asked", "1");
    }

    private void event(String name, int order, String by) {
        api.post(
                        "/e/any",
                        "{'name':'%s','data':{'order':%d,'by':'%s','atOnce':%b}}"
                                .formatted(name, order, by, by.equals("at once")))
                .expect(200);
    }

    /** The answer of a job, by the id that the job was accepted with. */
    private Behaviour askAndWait(JsonNode body) {
        if (has(body, "answer")) {
            return returned("'" + body.at("/steps/answer/data/state").asString("none") + "'");
        }
        if (has(body, "ask")) {
            return ops(
                    "[{'op':'WaitForEvent','id':'answer','displayName':'answer','name':'generation.completed','opts':{'timeout':'1d','if':'async.data.id"
                            + " == \\\"%s\\\"'}}]"
                                    .formatted(body.at("/steps/ask/data").asString()));
        }
        String job = "{'model':'demo/echo','messages':[{'role':'user','content':'hi'}]}";
        return ran("ask", "'" + api.post("/v1/slow/chat/completions", job).text("id") + "'");
    }

    private List<String> outputs() {
        return outputs("pay");
    }

    private List<String> outputs(String function) {
        return api.read("/api/v1/runs?status=completed&function=app-" + function)
                .json()
                .path("data")
                .valueStream()
                .map(run -> api.get("/api/v1/runs/" + run.path("id").asString()).json())
                .map(run -> run.path("output").asString())
                .toList();
    }

    private void untilWaiting(int count) {
        Eventually.until(
                "they wait",
                () ->
                        api.read("/api/v1/runs?function=app-pay&status=waiting")
                                        .json()
                                        .path("data")
                                        .size()
                                == count);
    }

    @Test
    void eachRunGetsItsOwnEvent() {
        event("ordered", 1, "");
        event("ordered", 2, "");
        untilWaiting(2);
        event("paid", 3, "cash");
        event("paid", 2, "card");
        api.post("/api/v1/events", "{'type':'paid','data':{'order':1,'by':'cheque'}}").expect(202);
        Eventually.until("both have ended", () -> outputs().size() == 2);
        assertThat(outputs()).containsExactlyInAnyOrder("card", "cheque");
    }

    @Test
    void anAnswerOfAModelIsFoundByTheIdOfItsJob() {
        event("wanted", 1, "");
        Eventually.until("it has ended", () -> !outputs("report").isEmpty());
        assertThat(outputs("report")).containsExactly("Success");
    }

    @Test
    void anEventMayBeFasterThanTheWait() {
        event("ordered", 1, "at once");
        Eventually.until("it has ended", () -> !outputs().isEmpty());
        assertThat(outputs()).containsExactly("card");
    }
}
