package dev.ringback.server.generations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.store.sqlite.SqliteStore;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.JsonValue;
import dev.ringback.testkit.ManualTime;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo models can never hold is refused at once; all else that is taken is answered. */
class SmallHeapTest {

    private static final int LARGEST = 2 << 20;

    /** With its run, and what is made of it: the longest that finds room in the end. */
    private static final int LONGEST = (LARGEST - 128 * 1024) / 7;

    @TempDir Path directory;

    private final ByteBudget budget = new ByteBudget(LARGEST, LARGEST);
    private Surface surface;

    @BeforeEach
    void open() {
        surface = new Surface(SqliteStore.open(directory), ManualTime.atNoon(), budget);
    }

    @AfterEach
    void close() {
        surface.close();
    }

    private static String chat(int length) {
        String before = "{\"model\":\"demo/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"";
        String after = "\"}]}";
        return before + "x".repeat(length - before.length() - after.length()) + after;
    }

    @Test
    void theLongestThatIsTakenIsAnswered() {
        HttpResponse<String> taken = surface.post("/v1/async/chat/completions", chat(LONGEST));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        Eventually.until(
                "it has ended",
                () -> surface.calls("inference").getFirst().state().name() != StateName.WAITING);
        assertThat(surface.calls("inference").getFirst().state().name())
                .isEqualTo(StateName.SUCCEEDED);
    }

    @Test
    void aLongerOneIsRefusedAtOnce() {
        HttpResponse<String> refused =
                surface.post("/v1/async/chat/completions", chat(LONGEST + 1));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains(Integer.toString(LONGEST));
    }

    @Test
    void oneWithMoreValuesThanCanBeHeldIsRefusedAtOnce() {
        String tokens = String.join(",", Collections.nCopies(LARGEST / 64, "1"));
        String body = "{\"model\":\"demo/embed\",\"input\":[%s]}".formatted(tokens);
        for (String path : new String[] {"/v1/async/embeddings", "/v1/embeddings"}) {
            HttpResponse<String> refused = surface.post(path, body);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
            assertThat(refused.body()).contains("more values than the demo models can hold");
        }
    }

    @Test
    void aGroupIsListedOnceThereIsRoomForItsLongest() {
        String group = "{\"requests\":[%s,%s]}".formatted(chat(1_000), chat(100_000));
        String accepted = surface.post("/v1/async/group/chat/completions", group).body();
        String id = JsonValue.read(accepted).at("groupId").text().orElseThrow();
        Eventually.until(
                "both have ended",
                () ->
                        surface.calls("inference").stream()
                                .allMatch(call -> call.state().name() == StateName.SUCCEEDED));
        String path = "/v1/async/group/" + id + "/generations";
        Share common = budget.of(new ProjectId("one")).inTurn(LARGEST / 3 * 2);
        Share place = budget.of(new ProjectId("other")).take(LARGEST - 1_000).orElseThrow();

        assertThat(surface.get(path).statusCode()).isEqualTo(503);

        common.close();
        place.close();
        assertThat(surface.get(path).statusCode()).isEqualTo(200);
        assertThat(surface.get(path).body()).contains("x".repeat(90_000));
    }
}
