package dev.ringback.server.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.protocol.providers.request.FetchedKeys;
import dev.ringback.protocol.providers.request.KeyRequest;
import dev.ringback.server.receiving.outbound.FetchedKeySets;
import dev.ringback.testkit.Eventually;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FetchedKeySetsTest {

    private static final ProjectId ONE = new ProjectId("one");
    private static final KeyRequest KEYS =
            new KeyRequest(
                    URI.create("https://keys.test/jwks"), Optional.empty(), Duration.ofHours(1));

    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private volatile Supplier<Reply> answer = () -> answered(200, "keys");
    private final FetchedKeySets sets =
            new FetchedKeySets(
                    (request, _) -> {
                        fetches.incrementAndGet();
                        return asked(request);
                    },
                    nanos::get);

    private Reply asked(Request request) {
        assertThat(request.url()).isEqualTo(KEYS.url());
        return answer.get();
    }

    private static Reply answered(int status, String body) {
        return new Reply.Answered(status, List.of(), Payload.of(body), false, Timing.NONE);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Optional<FetchedKeys> fetch(FetchedKeys known) {
        return sets.with(known, KEYS, ONE);
    }

    private Optional<FetchedKeys> fetch() {
        return fetch(FetchedKeys.none());
    }

    @Test
    void aSetIsFetchedOnceForAsLongAsItMayBeUsed() {
        assertThat(fetch().orElseThrow().of(KEYS).orElseThrow().text()).isEqualTo("keys");
        pass(Duration.ofMinutes(59));
        assertThat(fetch()).isPresent();
        assertThat(fetches).hasValue(1);
        pass(Duration.ofMinutes(2));
        assertThat(fetch()).isPresent();
        assertThat(fetches).hasValue(2);
    }

    @Test
    void whoMissesAKeyHasItFetchedAgainButNotWithinAMinute() {
        FetchedKeys first = fetch().orElseThrow();
        assertThat(first.of(KEYS).orElseThrow().latest()).isTrue();
        pass(Duration.ofSeconds(50));
        assertThat(fetch(first).orElseThrow().of(KEYS).orElseThrow().latest()).isTrue();
        assertThat(fetches).hasValue(1);
        pass(Duration.ofSeconds(20));
        FetchedKeys old = fetch().orElseThrow();
        assertThat(old.of(KEYS).orElseThrow().latest()).isFalse();
        answer = () -> answered(200, "new keys");
        assertThat(fetch(old).orElseThrow().of(KEYS).orElseThrow().text()).isEqualTo("new keys");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void whatCannotBeHadIsTriedAgainSoonAndNotByEverybody() {
        for (Reply failed :
                List.of(
                        answered(500, ""),
                        answered(302, ""),
                        new Reply.Answered(200, List.of(), Payload.of("cut"), true, Timing.NONE),
                        new Reply.Faulted(WireFault.TIMEOUT, "late", Timing.NONE))) {
            fetches.set(0);
            pass(Duration.ofHours(2));
            answer = () -> failed;
            assertThat(fetch()).isEmpty();
            assertThat(fetch()).isEmpty();
            assertThat(fetches).hasValue(1);
            pass(Duration.ofSeconds(3));
            answer = () -> answered(200, "keys");
            assertThat(fetch()).isPresent();
        }
    }

    @Test
    void aKeyThatTheProviderDoesNotKnowIsAnAnswer() {
        answer = () -> answered(404, "what?");
        assertThat(fetch().orElseThrow().of(KEYS).orElseThrow().text()).isEmpty();
    }

    @Test
    void whoeverAsksMeanwhileWaitsForTheSameFetch() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        answer =
                () -> {
                    asked.countDown();
                    Eventually.open("the answer may come", answers);
                    return answered(200, "keys");
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<FetchedKeys>>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> fetch()));
            }
            Eventually.open("somebody fetches", asked);
            answers.countDown();
            for (Future<Optional<FetchedKeys>> each : all) {
                assertThat(each.get()).isPresent();
            }
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aFetchThatEndsInABugLeavesNobodyWaiting() {
        answer =
                () -> {
                    throw new IllegalStateException("a bug");
                };
        assertThat(catchThrowable(this::fetch)).isInstanceOf(IllegalStateException.class);
        assertThat(fetch()).isEmpty();
    }

    @Test
    void aProjectDoesNotUseWhatAnotherFetched() {
        assertThat(fetch()).isPresent();
        assertThat(sets.with(FetchedKeys.none(), KEYS, new ProjectId("two"))).isPresent();
        assertThat(fetches).hasValue(2);
    }
}
