package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A key of one project opens nothing of another, on any surface. */
class ForeignKeyTest {

    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);
    private static final String CHAT =
            "{'model':'demo/echo','messages':[{'role':'user','content':'hi'}]";

    private static final String APP =
            "{'appName':'owners-app','url':'http://app.example/','functions':[{'id':'owners-app-f','name':'f','steps':{'step':{'id':'step','name':'step','runtime':{'type':'http','url':'http://app.example/?fnId=f'}}}}]}";

    private final Tenant owner = RINGBACK.tenant();

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private static Payload body(String route) {
        return route.matches("(GET|DELETE) .*") ? Payload.EMPTY : Payload.of("{}");
    }

    private Map<String, String> possessions(RudeReceiver receiver) {
        Api api = owner.api();
        Hook hook = owner.hook(receiver);
        String event = owner.publish("a.b");
        JsonNode delivery = owner.delivery(event, hook, "succeeded");
        Map<String, String> owned = new HashMap<>(jobs(api));
        owned.put("endpoints", hook.id());
        owned.put("events", event);
        owned.put("deliveries", delivery.path("id").asString());
        owned.put("replays", api.post("/api/v1/replays", "{'filter':{}}").expect(202).text("id"));
        String source = "{'provider':'github','secrets':['s']}";
        owned.put("sources", api.post("/api/v1/sources", source).expect(201).text("id"));
        owned.put("webhooks", owned.get("sources"));
        api.post("/fn/register", APP).expect(200);
        owned.put("apps", "owners-app");
        owned.put("functions", "owners-app-f");
        owned.put("keys", api.post("/api/v1/keys", "{'scopes':['read']}").expect(201).text("id"));
        owned.put("jobs", Objects.requireNonNull(owned.get("generation")));
        owned.put("projects", api.get("/api/v1/projects").json().at("/data/0/id").asString());
        return owned;
    }

    private static String file(Api api) {
        String form =
                """
                --x\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --x\r
                Content-Disposition: form-data; name="file"; filename="in.jsonl"\r
                \r
                {}\r
                --x--\r
                """;
        var type = new Header("Content-Type", "multipart/form-data; boundary=x");
        return api.call("POST", "/v1/files", Payload.of(form), type).expect(200).text("id");
    }

    private static Map<String, String> jobs(Api api) {
        String file = file(api);
        String batch = "{'input_file_id':'" + file + "','endpoint':'/v1/chat/completions'}";
        return Map.of(
                "generation",
                api.post("/v1/slow/chat/completions", CHAT + "}").expect(200).text("id"),
                "slow",
                api.post("/v1/slow/group/chat/completions", "{'requests':[" + CHAT + "}]}")
                        .expect(200)
                        .text("groupId"),
                "responses",
                api.post("/v1/responses", "{'model':'demo/echo','input':'a','background':true}")
                        .expect(200)
                        .text("id"),
                "predictions",
                api.post("/v1/predictions", "{'model':'demo/echo','input':{'prompt':'a'}}")
                        .expect(202)
                        .text("id"),
                "files",
                file,
                "batches",
                api.post("/v1/batches", batch).expect(200).text("id"));
    }

    @Test
    void everyRouteAnswersAStrangerAsIfThereWereNothing() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Map<String, String> owned = possessions(receiver);
            Api stranger = RINGBACK.tenant().api();
            for (String route : Routes.all()) {
                String[] parts = route.split("[ /]+");
                String group = parts[parts[1].equals("api") ? 3 : Math.min(2, parts.length - 1)];
                String id = owned.getOrDefault(group, "");
                // The catalogue of providers is everybody's.
                if (route.contains("{id}") && !group.equals("providers")) {
                    assertThat(call(stranger, route, id, body(route)).status())
                            .as(route)
                            .isEqualTo(404);
                } else if (route.startsWith("GET") && !route.contains("{")) {
                    String text = stranger.get(route.substring(4)).expect(200).body().text();
                    owned.values().forEach(each -> assertThat(text).doesNotContain(each));
                }
            }
        }
    }

    private static Answer call(Api api, String route, String id, Payload body) {
        String[] parts = route.split(" ");
        return api.call(parts[0], parts[1].replace("{id}", id).replaceAll("[{}]", ""), body);
    }

    @Test
    void anEndpointOfAnotherProjectIsNotToldOfAStrangersJob() {
        try (var receiver = RudeReceiver.start(Behaviour.OK)) {
            Hook hook = owner.hook(receiver);
            Api stranger = RINGBACK.tenant().api();
            String chat = CHAT + ",'metadata':{'webhook_id':'" + hook.id() + "'}}";
            for (String route : Routes.INFERENCE.subList(0, 3)) {
                stranger.post(route.substring(5), chat).expect(400);
            }
            String filter = "{'filter':{'endpoint':'" + hook.id() + "'}}";
            stranger.post("/api/v1/replays", filter).expect(422);
            assertThat(stranger.read("/api/v1/deliveries?endpoint=" + hook.id()).json().at("/data"))
                    .isEmpty();
            assertThat(receiver.connections()).isZero();
        }
    }

    @Test
    void withoutAKeyEveryRouteAnswers401() {
        for (String key : List.of("nonsense", "rb_" + "x".repeat(43))) {
            Api nobody = owner.api().with(key);
            for (String route : Routes.all()) {
                Answer refused = call(nobody, route, "x", body(route));
                assertThat(refused.status()).as(route).isEqualTo(401);
                assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
            }
        }
    }
}
