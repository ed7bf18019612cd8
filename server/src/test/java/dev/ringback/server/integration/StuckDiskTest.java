package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.server.Host;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.FaultyStore;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A server whose disk hangs, or breaks in a way that is no exception. */
final class StuckDiskTest {

    private final AtomicReference<Consumer<List<Change>>> commit =
            new AtomicReference<>(StuckDiskTest::well);
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private final FaultyStore.Faults faults =
            new FaultyStore.Faults() {
                @Override
                public boolean refuses(List<Change> changes) {
                    commit.get().accept(changes);
                    return false;
                }

                @Override
                public boolean failsToRead() {
                    return false;
                }
            };

    private Host host() {
        return new Host(
                Host.MACHINE.clock(), store -> new FaultyStore(store, faults), ended::complete);
    }

    private static CompletableFuture<Answer> published(Tenant tenant, String id) {
        return CompletableFuture.supplyAsync(() ->
                tenant.api()
                        .post("/api/v1/events", "{'type':'a.b','id':'%s','data':1}".formatted(id)));
    }

    @Test
    void whoWaitsForADiskThatHangsIsTold503AndTheEventIsDeliveredOnceWhenTheDiskIsWell() {
        var holding = new CountDownLatch(1);
        try (var ringback = Ringback.start(Ringback.PRIVATE, host());
                var receiver = RudeReceiver.start(Behaviour.OK)) {
            Tenant tenant = ringback.tenant();
            Hook hook = tenant.hook(receiver);
            commit.set(_ -> Eventually.open("the disk is well", holding));
            Answer refused = Eventually.get("an answer", published(tenant, "one"));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text("code")).isEqualTo("store_slow");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            commit.set(StuckDiskTest::well);
            holding.countDown();
            Tenant.until(
                    "it is on disk", () -> tenant.api().get("/api/v1/events/one").status() == 200);
            tenant.delivery("one", hook, "succeeded");
            assertThat(Eventually.get("a repeat", published(tenant, "one")).status())
                    .isEqualTo(202);
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void everySurfaceAnswers503WhileTheDiskHangs() {
        String chat = "{'model':'demo/echo','messages':[{'role':'user','content':'hi'}]}";
        Map<String, String> asks =
                Map.of(
                        "/api/v1/endpoints", "{'url':'https://example.com/'}",
                        "/api/v1/projects", "{'name':'x'}",
                        "/v1/slow/chat/completions", chat,
                        "/v1/responses", "{'model':'demo/echo','input':'hi','background':true}",
                        "/v1/models/demo/echo/predictions", "{'input':{'prompt':'hi'}}");
        var holding = new CountDownLatch(1);
        try (var ringback = Ringback.start(Ringback.PRIVATE, host())) {
            commit.set(_ -> Eventually.open("the disk is well", holding));
            Map<String, CompletableFuture<Answer>> answers = new HashMap<>();
            asks.forEach((path, body) ->
                    answers.put(
                            path,
                            CompletableFuture.supplyAsync(
                                    () -> ringback.admin().post(path, body),
                                    Thread::startVirtualThread)));
            answers.forEach((path, answer) -> {
                Answer refused = Eventually.get(path, answer);
                assertThat(refused.status())
                        .as("%s %s", path, refused.body().text())
                        .isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).as(path).isPresent();
            });
            commit.set(StuckDiskTest::well);
            holding.countDown();
        }
    }

    @Test
    void anErrorInACommitIsAnsweredAndTheProcessEndsWithAStatusThatIsNotZero() {
        try (var ringback = Ringback.start(Ringback.PRIVATE, host())) {
            Tenant tenant = ringback.tenant();
            // What else is committed meanwhile would end the process before anybody is refused.
            commit.set(changes -> {
                if (changes.stream().anyMatch(change -> !change.events().isEmpty())) {
                    throw new NoClassDefFoundError("a library was replaced");
                }
            });
            Answer refused = Eventually.get("an answer", published(tenant, "one"));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Eventually.get("the process ends", ended)).isNotZero();
        }
    }

    private static void well(List<Change> changes) {}
}
