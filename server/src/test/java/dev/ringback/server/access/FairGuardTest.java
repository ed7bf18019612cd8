package dev.ringback.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Header;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.Places;
import dev.ringback.kernel.ProjectId;
import dev.ringback.server.http.ErrorWords;
import dev.ringback.server.http.Handler;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import dev.ringback.server.http.Refusal;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the guard lets one project have, so that there is something left for others. */
class FairGuardTest {

    private static final HttpResponse OK = HttpResponse.json(200, Payload.of("{}"));

    private final MemoryStore store = new MemoryStore();
    private final ManualTime time = ManualTime.atNoon();
    private final SeededIds ids = new SeededIds(1);
    private final Keys keys = new Keys(store, time, ids, new SecureRandom(), Optional.empty());
    private final List<Refusal> refusals = new ArrayList<>();

    private Keys.Issued key(String project) {
        Keys.Issued issued =
                keys.issue(new ProjectId(project), "", Set.of(Scope.READ), false, Optional.empty());
        commit(issued.change());
        return issued;
    }

    private void commit(Change change) {
        assertThat(store.commit(List.of(change)).getFirst()).isInstanceOf(Committed.Done.class);
        keys.reload();
    }

    private static HttpRequest with(Keys.Issued key) {
        var header = new Header("Authorization", "Bearer " + key.text());
        return new HttpRequest("GET", "/", Map.of(), List.of(), List.of(header), Payload.EMPTY);
    }

    private static Optional<String> header(HttpResponse answer, String name) {
        return Header.first(answer.headers(), name);
    }

    @Test
    void whoHasItsShareOfRequestsUnderWayIsToldToComeBackAndOthersAreNot() {
        Keys.Issued greedy = key("greedy");
        Keys.Issued modest = key("modest");
        var guard =
                new KeyGuard(
                        keys,
                        new Projects(store, time, ids),
                        Quota.ENDLESS,
                        new Places(4),
                        refusals::add);
        List<HttpResponse> others = new ArrayList<>();
        Handler inner = guard.require(Scope.READ, ErrorWords.PROBLEM, (_, _) -> OK);
        Handler handler =
                guard.require(
                        Scope.READ,
                        ErrorWords.PROBLEM,
                        (_, _) -> {
                            // While two of its requests are under way.
                            others.add(inner.handle(with(greedy)));
                            others.add(inner.handle(with(modest)));
                            return OK;
                        });
        Handler outer =
                guard.require(
                        Scope.READ, ErrorWords.PROBLEM, (_, _) -> handler.handle(with(greedy)));

        assertThat(outer.handle(with(greedy)).status()).isEqualTo(200);

        assertThat(others).extracting(HttpResponse::status).containsExactly(503, 200);
        assertThat(header(others.getFirst(), "Retry-After")).hasValue("1");
        assertThat(inner.handle(with(greedy)).status()).isEqualTo(200);
    }

    @Test
    void aStreamedAnswerHoldsItsPlaceWhileItIsWritten() throws IOException {
        Keys.Issued key = key("greedy");
        var guard =
                new KeyGuard(
                        keys,
                        new Projects(store, time, ids),
                        Quota.ENDLESS,
                        new Places(2),
                        refusals::add);
        Handler whole = guard.require(Scope.READ, ErrorWords.PROBLEM, (_, _) -> OK);
        List<Integer> meanwhile = new ArrayList<>();
        HttpResponse.Writer writer = _ -> meanwhile.add(whole.handle(with(key)).status());
        var streamed = new HttpResponse.Streamed(200, List.of(), writer);

        var answer =
                (HttpResponse.Streamed)
                        guard.require(Scope.READ, ErrorWords.PROBLEM, (_, _) -> streamed)
                                .handle(with(key));
        assertThat(whole.handle(with(key)).status()).isEqualTo(200);
        answer.writer().write(OutputStream.nullOutputStream());

        assertThat(meanwhile).containsExactly(503);
        assertThat(whole.handle(with(key)).status()).isEqualTo(200);
    }

    @Test
    void whoHasNoRoomLeftMayNotStoreAndMayDoAllElse() {
        Keys.Issued key = key("greedy");
        var guard =
                new KeyGuard(
                        keys,
                        new Projects(store, time, ids),
                        _ -> Optional.of(Refusal.of(507, "quota_exceeded", "enough")),
                        new Places(2),
                        refusals::add);

        assertThat(
                        guard.storing()
                                .require(Scope.READ, ErrorWords.PROBLEM, (_, _) -> OK)
                                .handle(with(key))
                                .status())
                .isEqualTo(507);
        assertThat(refusals).extracting(Refusal::code).contains("quota_exceeded");
        assertThat(
                        guard.require(Scope.READ, ErrorWords.PROBLEM, (_, _) -> OK)
                                .handle(with(key))
                                .status())
                .isEqualTo(200);
    }
}
