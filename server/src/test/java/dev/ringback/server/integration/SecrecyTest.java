package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubConnection;
import dev.ringback.testkit.upstream.StubRequest;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** No secret is written to the log, told by the API, or readable in the database. */
class SecrecyTest {

    private static final String ADMIN = "admin-key-that-nobody-may-read-0123456789";
    private static final String MODEL_KEY = "model-key-that-nobody-may-read";
    private static final String TOKEN = "token-that-nobody-may-read";
    private static final Pattern CALLBACK = Pattern.compile("/in/([\\w-]+)/");
    private static final byte[] SIGNING = bytes("signing-key-nobody-may-read-them");
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(SIGNING);

    @TempDir private Path directory;

    @Test
    void secretsAreNeitherLoggedNorToldNorReadableOnDisk() throws Exception {
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("admin key", bytes(ADMIN));
        secrets.put("key of the model server", bytes(MODEL_KEY));
        secrets.put("extra header", bytes(TOKEN));
        secrets.put("signing secret", bytes(SECRET.substring(6)));
        secrets.put("signing key", SIGNING);
        secrets.put("secret of callbacks", bytes(PlayedSignature.SECRET.substring(6)));
        try (var stub = StubUpstream.start().plays(Script.error(400, "no"));
                var far = StubUpstream.start().plays(SecrecyTest::saysBack);
                var receiver = RudeReceiver.start(Behaviour.Answer.of(500, "broken"))) {
            Process process = serve(stub, far);
            try {
                Tenant tenant = new Tenant(new Api(ready(process), ADMIN));
                live(tenant, receiver, secrets);
                tokens(far, secrets);
                assertThat(stub.asked().getFirst().header("Authorization"))
                        .contains("Bearer " + MODEL_KEY);
                secrets.forEach((name, secret) -> assertUnheard(name, secret, told(tenant.api())));
            } finally {
                process.destroy();
                int _ = Eventually.ended("the server", process);
            }
        }
        String log = Files.readString(directory.resolve("log"));
        assertThat(log).contains(" attempt ");
        secrets.forEach((name, secret) -> assertUnheard(name, secret, log));
        for (Path file : databaseFiles()) {
            String content = Files.readString(file, StandardCharsets.ISO_8859_1);
            secrets.forEach((name, secret) -> assertUnheard(name, secret, content));
        }
    }

    /** Uses every secret once, and waits until all that follows from it is on record. */
    private static void live(Tenant tenant, RudeReceiver receiver, Map<String, byte[]> secrets) {
        Api api = tenant.api();
        String settings =
                ("{'url':'%s','secret':'%s','headers':{'X-Token':'%s'},'retry_schedule':['5ms'],"
                                + "'readiness_check':true}")
                        .formatted(receiver.url("/"), SECRET, TOKEN);
        Answer made =
                api.post("/api/v1/endpoints", settings, new Header("Idempotency-Key", "once"))
                        .expect(201);
        Hook hook = new Hook(made.text("id"), SECRET);
        String event = tenant.publish("a.b");
        tenant.delivery(event, hook, "dead");
        assertThat(receiver.received().getFirst().header("X-Token")).contains(TOKEN);
        assertThat(receiver.received().getFirst().method()).isEqualTo("OPTIONS");
        api.patch(hook.path(), "{'readiness_check':false}").expect(200);
        tenant.delivery(tenant.publish("a.b"), hook, "dead");
        assertThat(receiver.received().getLast().header("X-Token")).contains(TOKEN);
        String rotated = api.post(hook.path() + "/rotate-secret", "{}").text("secret");
        secrets.put("rotated secret", bytes(rotated.substring(6)));
        secrets.put("rotated key", Base64.getDecoder().decode(rotated.substring(6)));
        String key = api.post("/api/v1/keys", "{'scopes':['read']}").expect(201).text("key");
        secrets.put("second API key", bytes(key));
        api.with(key).get("/api/v1/events").expect(200);
        api.with("wrong-" + ADMIN).get("/api/v1/events").expect(401);
        for (String model : List.of("m", "replicate/owner/name", "fal/owner/name")) {
            String request =
                    "{'model':'%s','messages':[{'role':'user','content':'hi'}]}".formatted(model);
            String job = api.post("/v1/slow/chat/completions", request).expect(200).text("id");
            Tenant.until(
                    "the job has failed",
                    () -> api.get("/v1/generation/" + job).text("state").equals("Failed"));
        }
    }

    /** Tells how callbacks are signed, and complains of all else by saying it back. */
    private static void saysBack(StubRequest asked, StubConnection conversation)
            throws IOException {
        Script script =
                switch (asked.path().replaceFirst("^.*/", "")) {
                    case "secret" ->
                            Script.json(200, "{\"key\":\"%s\"}".formatted(PlayedSignature.SECRET));
                    case "jwks.json" -> Script.json(200, PlayedFal.of().jwks());
                    default -> Script.error(422, "not so: " + said(asked).replace('"', '\''));
                };
        script.play(asked, conversation);
    }

    private static String said(StubRequest asked) {
        return URLDecoder.decode(asked.path(), StandardCharsets.UTF_8) + asked.body().text();
    }

    /** The tokens of the URLs that upstreams were told to call back. */
    private static void tokens(StubUpstream far, Map<String, byte[]> secrets) {
        far.asked().stream()
                .flatMap(asked -> CALLBACK.matcher(said(asked)).results())
                .forEach(url -> secrets.put("token in " + url.group(), bytes(url.group(1))));
        assertThat(secrets).hasSizeGreaterThan(10);
    }

    /** All that can be read, lists and what they list. */
    private static String told(Api api) {
        var text = new StringBuilder(api.get("/metrics").expect(200).body().text());
        text.append(api.get("/v1/models").body().text());
        for (String list :
                List.of(
                        "endpoints",
                        "events",
                        "deliveries",
                        "jobs",
                        "replays",
                        "keys",
                        "projects")) {
            Answer answer = api.get("/api/v1/" + list).expect(200);
            text.append(answer.body().text());
            for (JsonNode each : answer.json().path("data")) {
                String path = "/api/v1/" + list + "/" + each.path("id").asString();
                text.append(api.get(path).expect(200).body().text());
            }
        }
        return text.toString();
    }

    private static void assertUnheard(String name, byte[] secret, String where) {
        boolean heard = where.contains(new String(secret, StandardCharsets.ISO_8859_1));
        assertThat(heard).as(name).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private List<Path> databaseFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data"))) {
            List<Path> found =
                    files.filter(file -> !file.endsWith("secret.key"))
                            .filter(Files::isRegularFile)
                            .toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private Process serve(StubUpstream stub, StubUpstream far) throws IOException {
        String classes =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        "dev.ringback.server.Main",
                        "serve",
                        "--port=0",
                        "--allow-private-network=true",
                        "--data=" + directory.resolve("data"),
                        "--upstream=stub=" + stub.baseUrl(),
                        "--upstream=replicate=" + far.baseUrl(),
                        "--upstream=fal=" + far.baseUrl(),
                        "--upstream-kind=replicate=replicate",
                        "--upstream-kind=fal=fal",
                        "--upstream-models=replicate=none",
                        "--upstream-models=fal=none",
                        "--upstream-key=stub=env:MODEL_KEY");
        builder.environment().put("RINGBACK_API_KEY", ADMIN);
        builder.environment().put("MODEL_KEY", MODEL_KEY);
        return builder.redirectError(directory.resolve("log").toFile()).start();
    }

    private static URI ready(Process process) throws IOException {
        String line = String.valueOf(process.inputReader().readLine());
        assertThat(line).startsWith("ringback ready ");
        return URI.create(line.substring("ringback ready ".length()));
    }
}
