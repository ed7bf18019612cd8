package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who may send events to a server for development, and by which key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventsInDevelopmentTest {

    private Ringback dev;
    private Api sdk;

    @BeforeAll
    void start() {
        dev = Ringback.startDev(Map.of());
        sdk = dev.admin().with("undefined");
    }

    @AfterAll
    void stop() {
        dev.close();
    }

    @Test
    void anyKeyWillDoButNotForPagesOfOtherSites() {
        Answer sent = sdk.post("/e/NO_EVENT_KEY_SET", "{'name':'a'}").expect(200);
        String id = sent.json().path("ids").path(0).asString();
        assertThat(sdk.get("/v1/events/" + id).expect(200).json().path("data").path("name"))
                .hasToString("\"a\"");

        for (String key : List.of("dev", "NO_EVENT_KEY_SET")) {
            Header page = new Header("Origin", "https://elsewhere.test");
            Answer answer = sdk.post("/e/" + key, "{'name':'a'}", page).expect(403);
            assertThat(answer.json().path("status").asInt()).isEqualTo(403);
        }
        sdk.post("/e/x", "{'name':'a'}", new Header("Origin", "http://localhost:3000")).expect(200);
    }

    @Test
    void whoComesFromElsewhereNeedsAKeyAndAnApiKeyActsInItsProject() {
        Header far = new Header("X-Forwarded-For", "203.0.113.7");
        Answer answer = sdk.post("/e/x", "{'name':'a'}", far).expect(401);
        assertThat(answer.json().path("status").asInt()).isEqualTo(401);
        assertThat(answer.text("error")).contains("programs on its own machine", "URL");

        Tenant tenant = dev.tenant();
        String key = tenant.api().key();
        sdk.post("/e/" + key, "{'name':'a'}", far).expect(200);
        sdk.post("/e/" + key, "{'name':'a'}").expect(200);
        assertThat(tenant.api().read("/api/v1/events?limit=100").json().path("data").size())
                .isEqualTo(2);
    }
}
