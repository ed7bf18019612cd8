package dev.ringback.server.integration;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One project of a server, in which a test is alone. */
final class Tenant {

    /** Three retries that come at once, so that tests are fast. */
    private static final String USUAL =
            """
            {"retry_schedule": ["20ms", "20ms", "20ms"], "retry_jitter": 0,
             "timeout_ms": 20000, "readiness_check": false}
            """;

    private final Api api;

    Tenant(Api api) {
        this.api = api;
    }

    Api api() {
        return api;
    }

    /** Registers a receiver, with these settings in place of the usual ones. */
    Hook hook(RudeReceiver receiver, String settings) {
        return hook(receiver.url("/hook").toString(), settings);
    }

    Hook hook(RudeReceiver receiver) {
        return hook(receiver, "{}");
    }

    Hook hook(String url, String settings) {
        ObjectNode wanted = (ObjectNode) Answer.JSON.readTree(USUAL);
        wanted.setAll((ObjectNode) Answer.JSON.readTree(Api.quoted(settings)));
        wanted.put("url", url);
        Answer made = api.post("/api/v1/endpoints", wanted.toString()).expect(201);
        return new Hook(made.text("id"), made.text("secret"));
    }

    /** Publishes an event of a type and returns its id. */
    String publish(String type) {
        return publishAll("{'type':'" + type + "','data':{'n':1}}");
    }

    String publishAll(String event) {
        return api.post("/api/v1/events", event).expect(202).text("id");
    }

    /** What uploading a file comes to. */
    Answer uploaded(String content) {
        String form =
                "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                        + "--x\r\nContent-Disposition: form-data; name=\"file\";"
                        + " filename=\"f.jsonl\"\r\n\r\n"
                        + content
                        + "\r\n--x--\r\n";
        var type = new Header("Content-Type", "multipart/form-data; boundary=x");
        return api.call("POST", "/v1/files", Payload.of(form), type);
    }

    /** The deliveries that a query finds, the newest first. */
    List<JsonNode> deliveries(String query) {
        List<JsonNode> found = new ArrayList<>();
        Answer answer = api.read("/api/v1/deliveries?limit=100&" + query);
        answer.json().path("data").forEach(found::add);
        return found;
    }

    /** The one delivery of an event to an endpoint, with its attempts, as it is now. */
    JsonNode delivery(String event, Hook hook) {
        List<JsonNode> found = deliveries("event=" + event + "&endpoint=" + hook.id());
        if (found.size() != 1) {
            throw new AssertionError("not one delivery but " + found);
        }
        return delivery(found.getFirst().path("id").asString());
    }

    JsonNode delivery(String id) {
        return api.read("/api/v1/deliveries/" + id).json();
    }

    /** The same once it is in this state. */
    JsonNode delivery(String event, Hook hook, String state) {
        until(
                "the delivery is " + state,
                () -> delivery(event, hook).path("state").asString().equals(state));
        return delivery(event, hook);
    }

    /** The same once so many attempts are on record. */
    JsonNode attempted(String event, Hook hook, int attempts) {
        until(
                attempts + " attempts were made",
                () -> delivery(event, hook).path("attempt_count").asInt() >= attempts);
        return delivery(event, hook);
    }

    /** A replay once it is over. */
    JsonNode replayed(String id) {
        String path = "/api/v1/replays/" + id;
        until("the replay is over", () -> !api.get(path).text("state").equals("running"));
        return api.get(path).expect(200).json();
    }

    /** The last attempt of a delivery. */
    static JsonNode lastAttempt(JsonNode delivery) {
        JsonNode attempts = delivery.path("attempts");
        return attempts.path(attempts.size() - 1);
    }

    JsonNode endpoint(Hook hook) {
        return api.read(hook.path()).json();
    }

    /** Waits for something that has to be asked for. */
    static void until(String what, BooleanSupplier condition) {
        Eventually.until(what, condition);
    }
}
