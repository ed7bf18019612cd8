package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.access.Scope;
import dev.ringback.testkit.Eventually;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class IdempotencyTest {

    private static final String ENDPOINTS = "/api/v1/endpoints";
    private static final String EVENTS = "/api/v1/events";
    private static final String BODY = "{\"url\":\"https://a.test/\"}";
    private static final String EVENT = "{\"type\":\"a\",\"data\":1}";

    @Test
    void aRepeatedRequestGetsTheFirstAnswerAndDoesNothing() {
        try (var rig = new ApiRig()) {
            var key = key("the-key-of-the-first");
            var first = rig.post(ENDPOINTS, BODY, key);
            var second = rig.post(ENDPOINTS, BODY, key);
            assertThat(first.status()).isEqualTo(201);
            assertThat(second.status()).isEqualTo(201);
            assertThat(second.bytes()).isEqualTo(first.bytes());
            assertThat(second.headers())
                    .containsAllEntriesOf(first.headers())
                    .containsEntry("Idempotent-Replayed", "true");
            assertThat(rig.endpoints.size()).isEqualTo(1);
        }
    }

    @Test
    void theKeptAnswerIsUnreadableOnDisk() {
        try (var rig = new ApiRig()) {
            String secret = rig.post(ENDPOINTS, BODY, key("the-key-of-the-first")).text("secret");
            assertThat(rig.store.documents("idempotency"))
                    .hasSize(1)
                    .allSatisfy(document -> {
                        assertThat(document.body().text())
                                .doesNotContain(secret, "the-key-of-the-first");
                        assertThat(document.expiresAt())
                                .contains(rig.time.now().plus(Duration.ofHours(24)));
                    });
        }
    }

    @Test
    void theSameKeyWithAnotherRequestIsRefused() {
        try (var rig = new ApiRig()) {
            rig.post(EVENTS, EVENT, key("the-key-of-the-first"));
            var otherBody =
                    rig.post(EVENTS, "{\"type\":\"b\",\"data\":1}", key("the-key-of-the-first"));
            var otherPath = rig.post("/api/v1/replays", EVENT, key("the-key-of-the-first"));
            assertThat(otherBody.status()).isEqualTo(422);
            assertThat(otherBody.text("code")).isEqualTo("idempotency_mismatch");
            assertThat(otherPath.text("code")).isEqualTo("idempotency_mismatch");
        }
    }

    @Test
    void anotherProjectMayUseTheSameKey() {
        try (var rig = new ApiRig()) {
            String project = rig.post("/api/v1/projects", "{\"name\":\"other\"}").text("id");
            String foreign = rig.key(new ProjectId(project), Scope.WRITE);
            String mine = rig.post(EVENTS, EVENT, key("the-key-of-the-first")).text("id");
            var theirs = rig.call("POST", EVENTS, foreign, EVENT, key("the-key-of-the-first"));
            assertThat(theirs.text("id")).isNotEqualTo(mine);
        }
    }

    @Test
    void aRefusalIsNotKept() {
        try (var rig = new ApiRig()) {
            assertThat(rig.post(EVENTS, "{\"data\":1}", key("the-key-of-the-first")).status())
                    .isEqualTo(422);
            assertThat(rig.post(EVENTS, EVENT, key("the-key-of-the-first")).status())
                    .isEqualTo(202);
        }
    }

    @Test
    void theKeyIsForgottenAfterADay() {
        try (var rig = new ApiRig()) {
            String first = rig.post(EVENTS, EVENT, key("the-key-of-the-first")).text("id");
            rig.time.advance(Duration.ofHours(24));
            assertThat(rig.post(EVENTS, EVENT, key("the-key-of-the-first")).text("id"))
                    .isNotEqualTo(first);
            assertThat(rig.post(EVENTS, EVENT, key("the-key-of-the-first")).headers())
                    .containsKey("Idempotent-Replayed");
        }
    }

    @Test
    void whatTheStoreRefusedCanBeRepeated() {
        try (var rig = new ApiRig()) {
            var gate = rig.gate;
            rig.gate = _ -> new Committed.Overloaded();
            var refused = rig.post(EVENTS, EVENT, key("the-key-of-the-first"));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsEntry("Retry-After", "1");
            rig.gate = _ -> new Committed.Failed(new IllegalStateException("disk full"));
            assertThat(rig.post(EVENTS, EVENT, key("the-key-of-the-first")).status())
                    .isEqualTo(503);
            rig.gate = gate;
            assertThat(rig.post(EVENTS, EVENT, key("the-key-of-the-first")).status())
                    .isEqualTo(202);
        }
    }

    @Test
    void aRequestWhoseKeyIsInUseIsAskedToWait() throws InterruptedException, ExecutionException {
        try (var rig = new ApiRig()) {
            var gate = rig.gate;
            var entered = new CountDownLatch(1);
            var leave = new CountDownLatch(1);
            rig.gate =
                    change -> {
                        entered.countDown();
                        Eventually.open("leave", leave);
                        return gate.commit(change);
                    };
            var first =
                    CompletableFuture.supplyAsync(
                            () -> rig.post(EVENTS, EVENT, key("the-key-of-the-first")));
            Eventually.open("entered", entered);
            var second = rig.post(EVENTS, EVENT, key("the-key-of-the-first"));
            leave.countDown();
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.text("code")).isEqualTo("idempotency_in_use");
            assertThat(first.get().status()).isEqualTo(202);
        }
    }

    @Test
    void aProcessThatLostTheRaceGivesTheWinnersAnswer() {
        try (var rig = new ApiRig()) {
            var gate = rig.gate;
            rig.gate =
                    change -> {
                        rig.gate = gate;
                        Committed won = gate.commit(change);
                        assertThat(won).isInstanceOf(Committed.Done.class);
                        return new Committed.Stale("another process was faster");
                    };
            assertThat(rig.post(EVENTS, EVENT, key("the-key-of-the-first")).headers())
                    .containsKey("Idempotent-Replayed");
        }
    }

    @Test
    void anUnusableKeyIsNamed() {
        try (var rig = new ApiRig()) {
            for (String bad : Set.of("a b", "x".repeat(256), "é")) {
                var answer = rig.post(EVENTS, EVENT, key(bad));
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.faultyFields()).containsExactly("Idempotency-Key");
            }
        }
    }

    private static Header key(String text) {
        return new Header("Idempotency-Key", text);
    }
}
