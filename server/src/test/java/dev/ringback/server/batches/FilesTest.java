package dev.ringback.server.batches;

import static dev.ringback.server.batches.BatchClient.end;
import static dev.ringback.server.batches.BatchClient.field;
import static dev.ringback.server.batches.BatchClient.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Document;
import dev.ringback.net.http.Refusal;
import dev.ringback.server.files.FileLimits;
import dev.ringback.server.files.FileParts;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Files: in, listed, out, gone. */
class FilesTest {

    private final StubUpstream stub = StubUpstream.start();
    private final MemoryStore store = new MemoryStore();
    private final BatchRig rig = new BatchRig(World.of(store), stub);
    private final BatchClient client = rig.client();

    @AfterEach
    void stop() {
        rig.close();
        stub.close();
    }

    private List<Document> parts() {
        return store.documents("file-part");
    }

    private static List<String> ids(JsonNode list) {
        return list.path("data").valueStream().map(file -> file.path("id").asString()).toList();
    }

    @Test
    void aFileComesBackAsItWas() {
        String content = "é\r\n--\u0000" + "0123456789".repeat(60_000) + "\r\n-";
        JsonNode file = client.upload("user_data", content).expect(200).json();
        int bytes = content.getBytes(StandardCharsets.UTF_8).length;
        assertThat(file)
                .hasToString(
                        """
                        {"id":"%s","object":"file","bytes":%d,"created_at":1780315200,\
                        "expires_at":1781524800,"filename":"in.jsonl","purpose":"user_data",\
                        "status":"processed","status_details":null}\
                        """
                                .formatted(file.path("id").asString(), bytes));
        String path = "/v1/files/" + file.path("id").asString();
        assertThat(client.get(path).expect(200).json()).isEqualTo(file);
        assertThat(client.get(path + "/content").expect(200).body()).isEqualTo(content);
        assertThat(parts()).hasSize(3);
    }

    @Test
    void anUploadThatIsOverLeavesItsPlaceToTheNext() {
        for (int i = 0; i < FileLimits.UPLOADS; i++) {
            client.form(field("purpose", "batch").stripTrailing()).expect(400);
            client.upload("{}");
        }
    }

    @Test
    void anUploadEndsWithTheRoomOfItsProjectAndLeavesNothing() {
        Refusal full = Refusal.of(507, "quota_exceeded", "enough");
        rig.quota = _ -> parts().isEmpty() ? Optional.empty() : Optional.of(full);
        var answer = client.upload("batch", "x".repeat(2 * FileParts.SIZE)).expect(507);
        assertThat(answer.error("code")).isEqualTo("quota_exceeded");
        assertThat(parts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, FileParts.SIZE - 1, FileParts.SIZE, FileParts.SIZE + 1})
    void everyLengthComesBack(int length) {
        String content = "x".repeat(length);
        String id = client.upload(content);
        String path = "/v1/files/" + id + "/content";
        assertThat(client.get(path).expect(200).body()).isEqualTo(content);
        assertThat(client.length("GET", path)).isEqualTo(length);
        assertThat(client.length("HEAD", path)).isEqualTo(length);
    }

    @Test
    void theFieldsComeInAnyOrder() {
        BatchClient.Answer answer =
                client.form(
                        field("expires_after[seconds]", "3600")
                                + file("a.jsonl")
                                + "{}\r\n"
                                + field("expires_after[anchor]", "created_at")
                                + field("purpose", "batch").stripTrailing());
        JsonNode file = answer.expect(200).json();
        assertThat(file.path("expires_at").asLong() - file.path("created_at").asLong())
                .isEqualTo(3_600);
        assertThat(file.path("bytes").asInt()).isEqualTo(2);
    }

    @Test
    void howLongItIsKeptMayBeSaidAsOneObject() {
        String kept = "{\"anchor\":\"created_at\",\"seconds\":3600}";
        JsonNode file =
                client.form(
                                field("expires_after", kept)
                                        + field("purpose", "batch")
                                        + file("a.jsonl")
                                        + "{}")
                        .expect(200)
                        .json();
        assertThat(file.path("expires_at").asLong() - file.path("created_at").asLong())
                .isEqualTo(3_600);
        String content = field("purpose", "batch") + file("a.jsonl") + "{}";
        checkRefused("expires_after", field("expires_after", "3600") + content);
        checkRefused(
                "expires_after.seconds",
                field("expires_after", kept.replace("3600", "1")) + content);
        checkRefused(
                "expires_after.anchor", field("expires_after", "{\"seconds\":3600}") + content);
        checkRefused(
                "expires_after.days",
                field("expires_after", kept.replace("}", ",\"days\":1}")) + content);
        checkRefused("expires_after[days]", field("expires_after[days]", "1") + content);
    }

    @Test
    void whatIsWrongWithAFormIsNamedAndLeavesNothing() {
        String content = file("a.jsonl") + "{}";
        checkRefused("purpose", content);
        checkRefused("file", field("purpose", "batch").stripTrailing());
        checkRefused("purpose", field("purpose", "batch_output") + content);
        checkRefused("file", content + "\r\n" + content);
        checkRefused(
                "purpose", field("purpose", "batch") + field("purpose", "fine-tune") + content);
        checkRefused("other", field("purpose", "batch") + field("other", "thing") + content);
        assertThat(client.form(field("Purpose", "batch") + content).expect(400).error("message"))
                .isEqualTo("Purpose is not known; did you mean purpose?");
        checkRefused("file", field("file", "{}") + content);
        checkRefused("expires_after[seconds]", field("expires_after[seconds]", "3599") + content);
        checkRefused(
                "expires_after[seconds]", content + "\r\n" + field("expires_after[seconds]", "x"));
        checkRefused("expires_after[anchor]", field("expires_after[anchor]", "now") + content);
        String purpose = field("purpose", "batch");
        checkRefused(
                "expires_after[seconds]",
                purpose + field("expires_after[anchor]", "created_at") + content);
        checkRefused(
                "expires_after[anchor]",
                purpose + field("expires_after[seconds]", "3600") + content);
        assertThat(parts()).isEmpty();
        assertThat(ids(client.get("/v1/files").json())).isEmpty();
        client.post("/v1/files", "{}").expect(415);
    }

    private void checkRefused(String param, String form) {
        assertThat(client.form(form).expect(400).error("param")).isEqualTo(param);
    }

    @Test
    void aFileThatIsTooLongIsRefusedAndLeavesNothing() {
        assertThat(client.form(() -> longer(FileLimits.FILE + 1)).expect(413).error("code"))
                .isEqualTo("file_too_large");
        assertThat(parts()).isEmpty();
        assertThat(ids(client.get("/v1/files").json())).isEmpty();
    }

    private static InputStream longer(long bytes) {
        String head = field("purpose", "batch") + file("a.jsonl");
        var in = new SequenceInputStream(utf8(head), new Zeros(bytes));
        return new SequenceInputStream(in, utf8(end()));
    }

    private static InputStream utf8(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** So many bytes, and perhaps a failure at their end. */
    private static class Zeros extends InputStream {
        private long left;

        Zeros(long bytes) {
            left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = (int) Math.min(length, left);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() {
        var breaking =
                new Zeros(2_000_000) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        int count = super.read(bytes, offset, length);
                        if (count < 0) {
                            Eventually.until("some of it is on disk", () -> !parts().isEmpty());
                            throw new IOException("unplugged");
                        }
                        return count;
                    }
                };
        String head = field("purpose", "batch") + file("a.jsonl");
        assertThatThrownBy(() -> client.form(() -> new SequenceInputStream(utf8(head), breaking)))
                .hasRootCauseMessage("unplugged");
        Eventually.until("it is cleared away", () -> parts().isEmpty());
        assertThat(ids(client.get("/v1/files").json())).isEmpty();
    }

    @Test
    void filesAreListedInPagesEitherWayAndByPurpose() {
        List<String> ids = IntStream.range(0, 4).mapToObj(i -> client.upload("{}" + i)).toList();
        String other = client.upload("evals", "{}").id();
        JsonNode page = client.get("/v1/files?limit=2").expect(200).json();
        assertThat(ids(page)).containsExactly(other, ids.get(3));
        assertThat(page.path("object").asString()).isEqualTo("list");
        assertThat(page.path("first_id").asString()).isEqualTo(other);
        assertThat(page.path("last_id").asString()).isEqualTo(ids.get(3));
        assertThat(page.path("has_more").asBoolean()).isTrue();
        JsonNode next = client.get("/v1/files?after=" + ids.get(3)).json();
        assertThat(ids(next)).containsExactly(ids.get(2), ids.get(1), ids.get(0));
        assertThat(next.path("has_more").asBoolean()).isFalse();
        assertThat(ids(client.get("/v1/files?order=asc&purpose=batch&limit=3").json()))
                .containsExactly(ids.get(0), ids.get(1), ids.get(2));
        assertThat(ids(client.get("/v1/files?purpose=evals").json())).containsExactly(other);
        for (String wrong : List.of("limit=0", "limit=10001", "order=up", "after=x")) {
            assertThat(client.get("/v1/files?" + wrong).expect(400).error("param"))
                    .isEqualTo(wrong.split("=")[0]);
        }
    }

    @Test
    void aDeletedFileIsGoneWithItsParts() {
        String id = client.upload("x".repeat(600_000));
        assertThat(client.delete("/v1/files/" + id).expect(200).body())
                .isEqualTo("{\"id\":\"%s\",\"object\":\"file\",\"deleted\":true}".formatted(id));
        client.get("/v1/files/" + id).expect(404);
        client.get("/v1/files/" + id + "/content").expect(404);
        assertThat(client.delete("/v1/files/" + id).expect(404).error("code"))
                .isEqualTo("file_not_found");
        assertThat(parts()).isEmpty();
        client.get("/v1/files/nonsense").expect(404);
    }

    @Test
    void anExpiredFileCannotBeSeenAndItsBytesGo() {
        String id = shortLived("{}");
        rig.world.time().advance(Duration.ofHours(1).minusMillis(1));
        client.get("/v1/files/" + id).expect(200);
        rig.world.time().step(Duration.ofMillis(1));
        client.get("/v1/files/" + id).expect(404);
        assertThat(ids(client.get("/v1/files").json())).isEmpty();
        rig.world.time().advance(Duration.ofHours(1));
        Eventually.until("its bytes are gone", () -> parts().isEmpty());
        assertThat(store.documents("file")).isEmpty();
    }

    @Test
    void theBytesOfAnExpiredFileStayWhileABatchReadsThem() {
        stub.plays(Script.silence());
        String batch = client.batch(shortLived(Requests.chats(1)));
        rig.world.time().advance(Duration.ofHours(3));
        assertThat(parts()).hasSize(1);
        client.post("/v1/batches/" + batch + "/cancel", "").expect(200);
        client.await(batch, "cancelled");
        rig.world.time().advance(Duration.ofHours(1));
        Eventually.until("its bytes are gone", () -> parts().isEmpty());
    }

    private String shortLived(String content) {
        return client.form(
                        field("expires_after[anchor]", "created_at")
                                + field("expires_after[seconds]", "3600")
                                + field("purpose", "batch")
                                + file("a.jsonl")
                                + content)
                .expect(200)
                .id();
    }

    @Test
    void anotherProjectSeesNothing() {
        String id = client.upload("{}");
        BatchClient other = rig.client("b");
        assertThat(ids(other.get("/v1/files").json())).isEmpty();
        other.get("/v1/files/" + id).expect(404);
        other.get("/v1/files/" + id + "/content").expect(404);
        other.delete("/v1/files/" + id).expect(404);
        client.get("/v1/files/" + id).expect(200);
    }
}
