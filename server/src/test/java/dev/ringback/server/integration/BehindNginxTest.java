package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.NginxServer;
import dev.ringback.testkit.upstream.StubConnection;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx in front, configured as the guide says, and as plainly as it can be. */
@SuppressWarnings("NullAway.Init") // each test starts what it needs
final class BehindNginxTest {

    private final CountDownLatch held = new CountDownLatch(1);
    private @TempDir Path directory;
    private StubUpstream stub;
    private Ringback ringback;
    private NginxServer nginx;
    private Api api;

    @BeforeEach
    void start() {
        // Where there is no nginx nothing can be said about it; the gate installs one.
        assumeTrue(NginxServer.isInstalled(), NginxServer.MISSING);
        stub = StubUpstream.start().plays(this::twoPieces);
        Map<String, List<String>> flags = new HashMap<>(Ringback.asking(stub));
        flags.put("trusted-proxies", List.of("127.0.0.1"));
        ringback = Ringback.start(flags);
    }

    @AfterEach
    void close() {
        held.countDown();
        if (nginx != null) {
            nginx.close();
        }
        if (ringback != null) {
            ringback.close();
            stub.close();
        }
    }

    /** As the guide says. */
    private void asInTheGuide() {
        behind(guide().replace("127.0.0.1:8288", "127.0.0.1:" + ringback.uri().getPort()));
    }

    private void behind(String configuration) {
        nginx = NginxServer.start(directory, configuration);
        api = new Api(nginx.uri(), ringback.admin().key());
    }

    private static String guide() {
        Path root = Path.of("").toAbsolutePath();
        while (Files.notExists(root.resolve("docs/proxies.md"))) {
            root = Objects.requireNonNull(root.getParent());
        }
        try {
            Matcher block =
                    Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL)
                            .matcher(Files.readString(root.resolve("docs/proxies.md")));
            assertThat(block.find()).isTrue();
            return block.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void twoPieces(StubRequest asked, StubConnection conversation) throws IOException {
        conversation.beginStream();
        conversation.data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"}}]}");
        Eventually.open("the client has the first piece", held);
        conversation.data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
        conversation.data("[DONE]");
        conversation.endStream();
    }

    @Test
    void aStreamPassesPieceByPiece() throws IOException {
        asInTheGuide();
        var answer =
                api.stream(
                        "/v1/chat/completions",
                        "{'model':'m','stream':true,"
                                + "'messages':[{'role':'user','content':'hi'}]}");
        try (var lines =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).contains("one");
            held.countDown();
            assertThat(lines.lines().toList()).contains("data: [DONE]");
        }
    }

    @Test
    void aLargeFileIsTaken() {
        asInTheGuide();
        String line = "{\"custom_id\":\"%s\"}".formatted("x".repeat(1_000_000));
        String content = String.join("\n", Collections.nCopies(20, line));

        assertThat(new Tenant(api).uploaded(content).status()).isEqualTo(200);
    }

    @Test
    void urlsAndAddressesAreThoseOfTheClient() {
        asInTheGuide();
        Answer source =
                api.post(
                                "/api/v1/sources",
                                "{'provider':'github','secrets':['s'],'allow_ips':['203.0.113.9']}")
                        .expect(201);
        assertThat(source.text("url")).startsWith(nginx.uri() + "/in/");
        String path = source.text("url").substring(nginx.uri().toString().length());
        Header elsewhere = new Header("X-Forwarded-For", "203.0.113.9");
        assertThat(api.call("POST", path, Payload.of("{}"), elsewhere).status()).isEqualTo(401);
        String rejected = "/api/v1/sources/" + source.text("id") + "/rejected";
        Tenant.until("it is kept", () -> api.read(rejected).json().path("data").size() == 1);

        assertThat(api.read(rejected).json().path("data").path(0).path("address").asString())
                .isEqualTo("203.0.113.9");
    }

    @Test
    void eachRequestKeepsTheIdThatNginxGivesIt() {
        asInTheGuide();
        Answer answer = api.get("/health");

        assertThat(answer.headers().firstValue("X-Request-Id").orElseThrow())
                .matches("[0-9a-f]{32}");
    }

    @Test
    void strangersDoNotSeeTheMetrics() {
        asInTheGuide();
        var metrics = nginx.uri().resolve("/metrics");
        assertThatThrownBy(() -> metrics.toURL().openStream().close())
                .isInstanceOf(FileNotFoundException.class);
        assertThat(api.get("/health").status()).isEqualTo(200);
        assertThat(ringback.admin().get("/metrics").status()).isEqualTo(200);
    }

    @Test
    void theBarestConfigurationWorksToo() {
        behind(
                """
                server {
                    listen 80;
                    location / { proxy_pass http://127.0.0.1:%d; }
                }
                """
                        .formatted(ringback.uri().getPort()));
        for (int i = 0; i < 5; i++) {
            assertThat(api.post("/api/v1/events", "{'type':'a.b','data':1}").status())
                    .isEqualTo(202);
        }
        assertThat(api.read("/api/v1/events").json().path("data")).hasSize(5);
    }
}
