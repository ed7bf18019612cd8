package dev.ringback.server.access;

import static dev.ringback.server.access.GuardRig.OK;
import static dev.ringback.server.access.GuardRig.header;
import static dev.ringback.server.access.GuardRig.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.StreamHandler;
import dev.ringback.net.http.multipart.MultipartLimits;
import dev.ringback.net.http.multipart.MultipartReader;
import dev.ringback.testkit.ManualTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KeyGuardTest {

    /** Noon of the day at which the clock stands. */
    private static final long NOON = ManualTime.atNoon().now().getEpochSecond();

    private final GuardRig rig = new GuardRig();

    private Handler guarded(Keys by, HttpResponse answer) {
        return rig.guard(by).require(Scope.READ, ErrorWords.PROBLEM, (_, _) -> answer);
    }

    private Keys.Issued key(Optional<RequestRate> limit, Scope... scopes) {
        return rig.key(ProjectId.DEFAULT, limit, scopes);
    }

    private Keys.Issued limited(int perMinute) {
        return key(Optional.of(new RequestRate(perMinute)), Scope.READ);
    }

    private static List<Header> pacing(HttpResponse answer) {
        return answer.headers().stream()
                .filter(header -> header.name().startsWith("x-ratelimit-"))
                .toList();
    }

    private int admitted(Handler handler, Keys.Issued key) {
        int admitted = 0;
        while (handler.handle(with(key)).status() == 200) {
            admitted++;
        }
        return admitted;
    }

    @Test
    void aLimitedKeyIsToldHowItStands() {
        Keys.Issued key = limited(250);
        HttpResponse answer = guarded(rig.keys, OK).handle(with(key));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(pacing(answer))
                .containsExactly(
                        new Header("x-ratelimit-limit", "250"),
                        new Header("x-ratelimit-remaining", "24"),
                        new Header("x-ratelimit-reset", Long.toString(NOON + 1)),
                        new Header("x-ratelimit-limit-requests", "250"),
                        new Header("x-ratelimit-remaining-requests", "24"),
                        new Header("x-ratelimit-reset-requests", "240ms"));
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    void beyondItsLimitAKeyIsRefusedUntilItMayAgain() {
        Keys.Issued key = limited(20);
        Handler handler = guarded(rig.keys, OK);
        assertThat(admitted(handler, key)).isEqualTo(10);
        var refused = (HttpResponse.Whole) handler.handle(with(key));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body().text())
                .contains("\"code\":\"rate_limit_exceeded\"")
                .contains("20 requests a minute, 10 of them at once; try again in 3 s");
        assertThat(header(refused, "Retry-After")).isEqualTo("3");
        assertThat(header(refused, "x-ratelimit-remaining")).isEqualTo("0");
        assertThat(header(refused, "x-ratelimit-reset")).isEqualTo(Long.toString(NOON + 30));
        assertThat(header(refused, "x-ratelimit-reset-requests")).isEqualTo("30s");
        rig.time.advance(Duration.ofMillis(2999));
        HttpResponse early = handler.handle(with(key));
        assertThat(early.status()).isEqualTo(429);
        assertThat(header(early, "Retry-After")).isEqualTo("1");
        assertThat(header(early, "x-ratelimit-reset-requests")).isEqualTo("27.001s");
        rig.time.advance(Duration.ofMillis(1));
        assertThat(admitted(handler, key)).isEqualTo(1);
    }

    @Test
    void aMinuteIsWrittenAsOpenAiWritesIt() {
        HttpResponse answer = guarded(rig.keys, OK).handle(with(limited(1)));
        assertThat(header(answer, "x-ratelimit-reset-requests")).isEqualTo("1m0s");
        HttpResponse fast = guarded(rig.keys, OK).handle(with(limited(RequestRate.MAX)));
        assertThat(header(fast, "x-ratelimit-reset-requests")).isEqualTo("1ms");
    }

    @Test
    void aKeyThatHasFilledUpWhileItWaitedIsToldSo() {
        Keys.Issued key = limited(60);
        Handler handler =
                rig.guard(rig.keys)
                        .require(
                                Scope.READ,
                                ErrorWords.PROBLEM,
                                (_, _) -> {
                                    rig.time.advance(Duration.ofSeconds(5));
                                    return OK;
                                });
        HttpResponse answer = handler.handle(with(key));
        assertThat(header(answer, "x-ratelimit-remaining")).isEqualTo("10");
        assertThat(header(answer, "x-ratelimit-reset")).isEqualTo(Long.toString(NOON + 5));
        assertThat(header(answer, "x-ratelimit-reset-requests")).isEqualTo("0s");
    }

    @Test
    void whatIsRefusedForAnotherReasonCountsAndIsToldToo() {
        Keys.Issued scopeless = key(Optional.of(new RequestRate(60)), Scope.INGEST);
        HttpResponse forbidden = guarded(rig.keys, OK).handle(with(scopeless));
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(header(forbidden, "x-ratelimit-remaining")).isEqualTo("9");
        var elsewhere = new Header(KeyGuard.PROJECT_HEADER, "prj_other");
        HttpResponse foreign = guarded(rig.keys, OK).handle(with(scopeless, elsewhere));
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(header(foreign, "x-ratelimit-remaining")).isEqualTo("8");
    }

    @Test
    void whatIsRefusedIsHeardOnceEach() throws IOException {
        Keys.Issued key = limited(1);
        Handler handler = guarded(rig.keys, OK);
        assertThat(handler.handle(with(key)).status()).isEqualTo(200);
        assertThat(rig.refusals).isEmpty();
        handler.handle(with(key));
        handler.handle(with(key(Optional.empty(), Scope.INGEST)));
        handler.handle(new HttpRequest("GET", "/", Map.of(), List.of(), List.of(), Payload.EMPTY));
        StreamHandler streamed =
                rig.guard(rig.keys)
                        .requireStreamed(
                                Scope.READ,
                                ErrorWords.PROBLEM,
                                (_, body, _) -> {
                                    var text = Optional.of("text/plain");
                                    var _ = MultipartReader.of(text, body, MultipartLimits.DEFAULT);
                                    return OK;
                                });
        var nothing = new ByteArrayInputStream(new byte[0]);
        assertThat(streamed.handle(with(key), nothing).status()).isEqualTo(429);
        assertThat(streamed.handle(with(key(Optional.empty(), Scope.READ)), nothing).status())
                .isEqualTo(415);
        assertThat(rig.refusals)
                .extracting(Refusal::code)
                .containsExactly(
                        "rate_limit_exceeded",
                        "missing_scope",
                        "missing_key",
                        "rate_limit_exceeded",
                        "unsupported_media_type");
    }

    @Test
    void anUnlimitedKeyIsToldNothingOfOurs() {
        Handler handler = guarded(rig.keys, OK);
        Keys.Issued key = key(Optional.empty(), Scope.READ);
        for (int i = 0; i < 100; i++) {
            HttpResponse answer = handler.handle(with(key));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(pacing(answer)).isEmpty();
        }
    }

    @Test
    void aModelServersOwnLimitsAreReplacedForALimitedKeyOnly() {
        List<Header> upstream =
                List.of(
                        new Header("X-RateLimit-Limit-Requests", "5000"),
                        new Header("x-ratelimit-remaining-tokens", "149984"));
        Handler handler =
                guarded(rig.keys, new HttpResponse.Streamed(200, upstream, out -> out.write('x')));
        assertThat(handler.handle(with(key(Optional.empty(), Scope.READ))).headers())
                .isEqualTo(upstream);
        HttpResponse answer = handler.handle(with(limited(60)));
        assertThat(answer).isInstanceOf(HttpResponse.Streamed.class);
        assertThat(answer.headers())
                .contains(upstream.getLast(), new Header("x-ratelimit-limit-requests", "60"))
                .doesNotContain(upstream.getFirst())
                .hasSize(7);
    }

    @Test
    void theInstancesLimitHoldsForKeysWithoutOne() {
        Keys.Issued plain = key(Optional.empty(), Scope.READ);
        Keys.Issued other = key(Optional.empty(), Scope.READ);
        Keys.Issued own = limited(5);
        Handler handler = guarded(rig.keys(Optional.of(new RequestRate(120))), OK);
        assertThat(admitted(handler, plain)).isEqualTo(12);
        assertThat(admitted(handler, other)).isEqualTo(12);
        assertThat(admitted(handler, own)).isEqualTo(5);
    }

    @Test
    void changesOfOtherKeysDoNotRefillAndAnotherLimitCountsAtOnce() {
        Handler handler = guarded(rig.keys, OK);
        Keys.Issued key = limited(60);
        assertThat(admitted(handler, key)).isEqualTo(10);
        limited(1);
        assertThat(admitted(handler, key)).isZero();
        rig.commit(rig.keys.change(key.key().with("", Optional.of(new RequestRate(600)))));
        assertThat(admitted(handler, key)).isZero();
        rig.time.advance(Duration.ofSeconds(1));
        assertThat(admitted(handler, key)).isEqualTo(10);
        ApiKey now = rig.keys.find(ProjectId.DEFAULT, key.key().id()).orElseThrow();
        rig.commit(rig.keys.change(now.with("", Optional.empty())));
        assertThat(pacing(handler.handle(with(key)))).isEmpty();
    }

    @Test
    void aBodyIsNotReadOfARequestThatIsRefused() throws IOException {
        Keys.Issued key = limited(1);
        StreamHandler handler =
                rig.guard(rig.keys)
                        .requireStreamed(
                                Scope.READ,
                                ErrorWords.PROBLEM,
                                (_, body, _) ->
                                        HttpResponse.json(200, Payload.of(body.readAllBytes())));
        var first = new ByteArrayInputStream(new byte[] {'1'});
        assertThat(header(handler.handle(with(key), first), "x-ratelimit-remaining"))
                .isEqualTo("0");
        assertThat(first.available()).isZero();
        var second = new ByteArrayInputStream(new byte[] {'2'});
        assertThat(handler.handle(with(key), second).status()).isEqualTo(429);
        assertThat(second.available()).isOne();
    }

    @Test
    void manyAtOnceGetNoMoreThanOneAfterTheOther() throws InterruptedException, ExecutionException {
        Keys.Issued key = limited(600);
        Handler handler = guarded(rig.keys, OK);
        Callable<Integer> asking = () -> admitted(handler, key);
        int admitted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(Collections.nCopies(8, asking))) {
                admitted += each.get();
            }
        }
        assertThat(admitted).isEqualTo(60);
    }

    @Test
    void aStreamEndsWithItsKey() throws IOException {
        Keys.Issued key = key(Optional.empty(), Scope.READ);
        var streamed =
                new HttpResponse.Streamed(
                        200,
                        List.of(),
                        out -> {
                            out.write(new byte[] {1});
                            rig.commit(rig.keys.revoke(key.key()));
                            out.write(new byte[] {2});
                        });
        var answer = (HttpResponse.Streamed) guarded(rig.keys, streamed).handle(with(key));
        var out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> answer.writer().write(out)).isInstanceOf(IOException.class);
        assertThat(out.toByteArray()).containsExactly(1);
    }
}
