package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Backup and restore as docs/operating.md says them, and starts on data that is not complete. */
@DisabledOnOs(OS.WINDOWS) // there files know no owner
final class BackupTest {

    private static final int BEFORE = 200;
    private static final Behaviour LATER = Behaviour.Answer.of(503, "later");

    @TempDir Path directory;

    @Test
    void aBackupOfABusyServerHoldsWhatWasAcceptedBeforeItAndGoesOnFromThere() throws Exception {
        var up = new AtomicBoolean();
        Path backup = directory.resolve("backup.db");
        Path restored = Files.createDirectory(directory.resolve("restored"));
        var told = new ConcurrentLinkedQueue<Received>();
        try (RudeReceiver receiver = RudeReceiver.start(each -> answer(each, up, told))) {
            String secret;
            List<String> before;
            try (RunningServer server = RunningServer.dev(directory.resolve("data"))) {
                var api = new Api(server, "dev");
                secret = endpoint(api, receiver).path("secret").asString();
                var accepted = new ConcurrentLinkedQueue<String>();
                var enough = new AtomicBoolean();
                Thread load = Thread.ofVirtual().start(() -> publish(api, accepted, enough));
                Eventually.until("some were accepted", () -> accepted.size() >= BEFORE);
                before = List.copyOf(accepted);

                Ended made = backUp(backup);

                enough.set(true);
                Eventually.ended("the load", load);
                assertThat(made.code()).as("%s", made).isZero();
                assertThat(accepted).hasSizeGreaterThan(before.size());
            } // killed
            up.set(true);
            Files.copy(backup, restored.resolve("ringback.db"));
            Files.copy(directory.resolve("backup.db.key"), restored.resolve("secret.key"));
            try (RunningServer server = RunningServer.dev(restored)) {
                var api = new Api(server, "dev");
                for (String id : before) {
                    assertThat(api.status("/api/v1/events/" + id)).as(id).isEqualTo(200);
                    Eventually.until(
                            "the webhook of " + id,
                            () -> told.stream().anyMatch(each -> isOf(each, id)));
                }
                for (Received webhook : told) {
                    Signatures.verify(secret, webhook);
                }
            }
        }
    }

    private static Behaviour answer(
            Received request, AtomicBoolean up, ConcurrentLinkedQueue<Received> told) {
        if (!up.get()) {
            return LATER;
        }
        told.add(request);
        return Behaviour.OK;
    }

    private static boolean isOf(Received webhook, String id) {
        return webhook.header("webhook-id").filter(id::equals).isPresent();
    }

    @Test
    void onlyItsOwnerReadsABackupAndItReplacesNothingUnasked() throws Exception {
        Path backup = directory.resolve("backup.db");
        try (RunningServer _ = RunningServer.dev(directory.resolve("data"))) {
            assertThat(backUp(backup).code()).isZero();
            for (String file : List.of("backup.db", "backup.db.key")) {
                var permissions = Files.getPosixFilePermissions(directory.resolve(file));
                assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
            }
            byte[] first = Files.readAllBytes(backup);

            Ended again = backUp(backup);
            assertThat(again.code()).isEqualTo(1);
            assertThat(again.err()).hasSize(1);
            assertThat(again.err().getFirst()).contains(backup.toString(), "--overwrite");
            assertThat(Files.readAllBytes(backup)).isEqualTo(first);

            assertThat(backUp(backup, "--overwrite").code()).isZero();
            Ended inside = backUp(directory.resolve("data/ringback.db"), "--overwrite");
            assertThat(inside.code()).isEqualTo(1);
            Ended keyless = backUp(directory.resolve("b.db"), "--without-key");
            assertThat(keyless.code()).isZero();
            assertThat(directory.resolve("b.db.key")).doesNotExist();
        }
        try (var left = Files.list(directory)) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("backup.db", "backup.db.key", "b.db", "data");
        }
    }

    @Test
    void aMissingOrWrongSecretKeyIsNamedAndTheStartLeavesNothing() throws Exception {
        Path data = directory.resolve("data");
        Path key = data.resolve("secret.key");
        RunningServer.serve(data, Map.of()).close();
        byte[] right = Files.readAllBytes(key);

        Files.delete(key);
        refused(data, key + "", "RINGBACK_SECRET_KEY");
        assertThat(key).doesNotExist();

        String wrong = Base64.getEncoder().encodeToString(new byte[32]);
        Files.writeString(key, wrong);
        refused(data, key + "", "not the one");
        assertThat(key).hasContent(wrong);

        Files.write(key, right);
        RunningServer.serve(data, Map.of()).close();
    }

    @Test
    void workThatWaitsInTheDataDirectoryIsNotLeftThereUnasked() throws Exception {
        Path data = directory.resolve("data");
        try (RudeReceiver receiver = RudeReceiver.start(LATER);
                RunningServer server = RunningServer.dev(data)) {
            var api = new Api(server, "dev");
            endpoint(api, receiver);
            api.post("/api/v1/events", Map.of("type", "order.paid", "data", Map.of()));
        }
        String url = "postgresql://nobody@127.0.0.1:1/none";

        Ended refused = serve(data, "--database-url", url);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().getLast())
                .contains(data.toString(), "1 deliveries", "ringback move", "--ignore-local-data");

        Ended tried = serve(data, "--database-url", url, "--ignore-local-data");
        assertThat(tried.err().getLast()).contains("cannot be opened");
    }

    private Ended backUp(Path file, String... more) {
        Path data = directory.resolve("data");
        return run(List.of("backup", file.toString(), "--data", data.toString()), more);
    }

    private static Ended serve(Path data, String... more) {
        return run(List.of("serve", "--port", "0", "--data", data.toString()), more);
    }

    private static Ended run(List<String> words, String... more) {
        return Ended.of(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private static void refused(Path data, String... parts) {
        Ended refused = serve(data);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).hasSize(1);
        assertThat(refused.err().getFirst()).contains(parts);
    }

    private static JsonNode endpoint(Api api, RudeReceiver receiver) {
        return api.post(
                "/api/v1/endpoints",
                Map.of(
                        "url",
                        receiver.url("/hook").toString(),
                        "readiness_check",
                        false,
                        "retry_schedule",
                        Collections.nCopies(50, "1s")));
    }

    /** Publishes until it is enough; an id is kept once it was acknowledged. */
    private static void publish(
            Api api, ConcurrentLinkedQueue<String> accepted, AtomicBoolean enough) {
        while (!enough.get()) {
            JsonNode answer =
                    api.post(
                            "/api/v1/events",
                            Map.of("type", "order.paid", "data", Map.of("n", accepted.size())));
            accepted.add(answer.path("id").asString());
        }
    }
}
