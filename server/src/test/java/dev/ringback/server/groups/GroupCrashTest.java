package dev.ringback.server.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.generations.Surface;
import dev.ringback.server.inferencenet.GenerationJob;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.testkit.DyingDisk;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.LossyDisk;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.MoodyDisk;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that die while groups run, and disks that fail now and then. */
class GroupCrashTest {

    private static final String PATH = "/v1/slow/group/chat/completions";
    private static final ProjectId PROJECT = new ProjectId("a");
    private static final int SIZE = 5;
    private static final FaultyStore.Faults NONE = new LossyDisk(_ -> false);

    private static final Script ANSWER = Script.completion("Paris");

    private final StubUpstream stub =
            StubUpstream.start().plays((asked, with) -> this.playing.play(asked, with));
    private volatile Script playing = ANSWER;
    private final MemoryStore disk = new MemoryStore();
    private final ManualTime time = ManualTime.atNoon();

    @AfterEach
    void stop() {
        stub.close();
    }

    private Surface surface(FaultyStore.Faults faults) {
        return surface(new FaultyStore(disk, faults));
    }

    private Surface surface(Store store) {
        return new Surface(store, time, Upstream.of("gpu", stub.baseUrl(), Optional.empty()));
    }

    private static HttpResponse<String> submit(Surface surface) {
        String chat = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        String requests = String.join(",", Collections.nCopies(SIZE, chat));
        return surface.post(PATH, "{\"requests\":[%s]}".formatted(requests));
    }

    /** Groups none of whose members has been answered. */
    private List<String> submitted(int groups) {
        List<String> ids = new ArrayList<>();
        try (var surface = surface(NONE)) {
            playing = Script.silence();
            for (int i = 0; i < groups; i++) {
                Payload answer = Payload.of(submit(surface).body());
                ids.add(JsonTree.readObject(answer).orElseThrow().text("groupId").orElseThrow());
            }
        }
        playing = ANSWER;
        return ids;
    }

    private Optional<Event> announced(String group) {
        return disk.event(PROJECT, new EventId(group + ":completed"));
    }

    private boolean allAnnounced() {
        return disk.documents(Group.OPEN).isEmpty();
    }

    /**
     * Time goes on meanwhile: members that were cut off are due again after a pause, and what
     * became of a lost answer is looked for after five minutes.
     */
    private void untilAllAreAnnounced() {
        Eventually.until(
                "all groups are announced",
                () -> {
                    time.advance(Duration.ofSeconds(10));
                    return allAnnounced();
                });
    }

    /** Each is announced once, whole, whatever has happened. */
    private void check(List<String> groups) {
        for (String group : groups) {
            Event event = announced(group).orElseThrow();
            JsonTree data = JsonTree.readObject(event.payload()).orElseThrow();
            assertThat(data.text("status").orElseThrow()).isEqualTo("completed");
            assertThat(data.at("generations").elements())
                    .hasSize(SIZE)
                    .allMatch(each -> each.text("state").orElseThrow().equals("Success"));
        }
        assertThat(disk.calls(CallQuery.of(PROJECT, "delivery", 100)).entries())
                .extracting(Call::event)
                .hasSize(groups.size())
                .doesNotHaveDuplicates();
    }

    private static boolean hasEvent(Change change, String type) {
        return change.events().stream().anyMatch(event -> event.type().equals(type));
    }

    @Test
    void aGroupThatIsOnDiskIsAnnouncedThoughWhoSubmittedItWasToldOtherwise() {
        List<String> groups;
        try (var surface = surface(new LossyDisk(change -> hasEvent(change, Group.REQUESTED)))) {
            assertThat(submit(surface).statusCode()).isEqualTo(503);
            groups = disk.documents(Group.OPEN).stream().map(Document::id).toList();
            untilAllAreAnnounced();
        }
        assertThat(groups).hasSize(1);
        check(groups);
    }

    @ParameterizedTest
    @ValueSource(strings = {GenerationJob.COMPLETED, GroupEnd.TYPE})
    void anEndThatIsOnDiskCountsThoughNobodyWasToldOfIt(String type) {
        List<String> groups = submitted(1);
        try (var _ = surface(new LossyDisk(change -> hasEvent(change, type)))) {
            untilAllAreAnnounced();
        }
        check(groups);
    }

    /** Each time a member is found not to have ended, all end before the reader knows. */
    @Test
    void endsThatAreCommittedWhileTheyAreLookedForCount() {
        List<String> groups = submitted(1);
        try (var _ = surface(slow())) {
            untilAllAreAnnounced();
        }
        check(groups);
    }

    private Store slow() {
        return (Store)
                Proxy.newProxyInstance(
                        Store.class.getClassLoader(),
                        new Class<?>[] {Store.class},
                        (_, method, arguments) -> {
                            Object found = method.invoke(disk, arguments);
                            if (method.getName().equals("event")
                                    && found.equals(Optional.empty())) {
                                Eventually.until("all have ended", () -> ended() == SIZE);
                            }
                            return found;
                        });
    }

    private long ended() {
        return disk.events(EventQuery.of(PROJECT, 100)).entries().stream()
                .filter(event -> event.type().equals(GenerationJob.COMPLETED))
                .count();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void groupsSurviveDeathsAtAnyMoment(long seed) {
        var random = new Random(seed);
        List<String> groups = submitted(10);
        for (int life = 0; life < 6; life++) {
            var faults = new DyingDisk(random.nextInt(1, 20), random.nextBoolean());
            try (var _ = surface(faults)) {
                Eventually.until(
                        "it dies or all is over",
                        () -> {
                            time.advance(Duration.ofSeconds(1));
                            return faults.isDead() || allAnnounced();
                        });
            }
        }
        try (var _ = surface(NONE)) {
            untilAllAreAnnounced();
        }
        check(groups);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void groupsAreCarriedOnWhenTheDiskFailsNowAndThen(long seed) {
        List<String> groups = submitted(10);
        var faults = new MoodyDisk(new Random(seed));
        try (var _ = surface(faults)) {
            faults.moody(true);
            untilAllAreAnnounced();
            faults.moody(false);
        }
        check(groups);
    }

    @Test
    void whatIsOverdueIsCalledOffThoughTheDiskFailsNowAndThen() {
        List<String> groups = submitted(3);
        playing = Script.silence();
        var faults = new MoodyDisk(new Random(7));
        try (var _ = surface(faults)) {
            faults.moody(true);
            time.advance(Duration.ofDays(3));
            untilAllAreAnnounced();
            faults.moody(false);
        }
        for (String group : groups) {
            assertThat(announced(group).orElseThrow().payload().text()).contains("\"failed\"");
        }
    }
}
