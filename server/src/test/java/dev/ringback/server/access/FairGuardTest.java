package dev.ringback.server.access;

import static dev.ringback.server.access.GuardRig.OK;
import static dev.ringback.server.access.GuardRig.header;
import static dev.ringback.server.access.GuardRig.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the guard lets one project have, so that there is something left for others. */
class FairGuardTest {

    private final GuardRig rig = new GuardRig();

    private Keys.Issued key(String project) {
        return rig.key(new ProjectId(project), Optional.empty(), Scope.READ);
    }

    @Test
    void whoHasItsShareOfRequestsUnderWayIsToldToComeBackAndOthersAreNot() {
        Keys.Issued greedy = key("greedy");
        Keys.Issued modest = key("modest");
        var guard = rig.guard(Quota.ENDLESS, 4);
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
        assertThat(header(others.getFirst(), "Retry-After")).isEqualTo("1");
        assertThat(inner.handle(with(greedy)).status()).isEqualTo(200);
    }

    @Test
    void aStreamedAnswerHoldsItsPlaceWhileItIsWritten() throws IOException {
        Keys.Issued key = key("greedy");
        var guard = rig.guard(Quota.ENDLESS, 2);
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
        var guard = rig.guard(_ -> Optional.of(Refusal.of(507, "quota_exceeded", "enough")), 2);

        Handler storing = guard.storing().require(Scope.READ, ErrorWords.PROBLEM, (_, _) -> OK);
        assertThat(storing.handle(with(key)).status()).isEqualTo(507);
        assertThat(rig.refusals).extracting(Refusal::code).contains("quota_exceeded");
        Handler other = guard.require(Scope.READ, ErrorWords.PROBLEM, (_, _) -> OK);
        assertThat(other.handle(with(key)).status()).isEqualTo(200);
    }
}
