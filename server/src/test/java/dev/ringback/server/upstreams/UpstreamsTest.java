package dev.ringback.server.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.BreakerPolicy;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.RetryPolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.protocol.Glob;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpstreamsTest {

    private static final Upstream ONE =
            Upstream.of("one", URI.create("http://one.example/v1/"), Optional.empty());
    private static final Upstream TWO =
            Upstream.of("two", URI.create("https://two.example"), Optional.of(new Secret("sk-2")))
                    .withLimits(new Upstream.Limits(3, 0, Duration.ofSeconds(9)))
                    .withRetries(new RetrySchedule(List.of(Duration.ofSeconds(1)), 0));
    private static final Upstream GPU =
            Upstream.of("gpu", URI.create("http://gpu.example"), Optional.empty())
                    .withModels(List.of(new Glob("llama*")))
                    .withFallbacks(
                            List.of(
                                    new Fallback("one", Optional.of("meta/llama")),
                                    new Fallback("two", Optional.empty())));

    @Test
    void ofSeveralThePrefixDecidesAndIsTakenOff() {
        Upstreams upstreams = Upstreams.of(List.of(ONE, TWO));
        assertThat(upstreams.taking("two/llama")).map(UpstreamChoice::upstream).contains(TWO);
        assertThat(upstreams.taking("two/llama")).map(UpstreamChoice::model).contains("llama");
        assertThat(upstreams.taking("one/llama")).map(UpstreamChoice::upstream).contains(ONE);
        assertThat(upstreams.taking("meta/llama")).map(UpstreamChoice::upstream).contains(ONE);
        assertThat(upstreams.taking("meta/llama"))
                .map(UpstreamChoice::model)
                .contains("meta/llama");
    }

    @Test
    void aSingleUpstreamTakesEveryModelAsItIs() {
        Upstreams upstreams = Upstreams.of(List.of(ONE));
        assertThat(upstreams.taking("one/llama")).map(UpstreamChoice::upstream).contains(ONE);
        assertThat(upstreams.taking("one/llama")).map(UpstreamChoice::model).contains("one/llama");
    }

    @Test
    void theDemoTakesEveryModelButThoseThatPretendToBeItsOwn() {
        Upstreams demo =
                Upstreams.demo(
                        () -> URI.create("http://127.0.0.1:1/demo/v1"),
                        new Secret("t"),
                        Set.of("demo/slow"),
                        true);
        assertThat(demo.taking("demo/slow"))
                .map(choice -> choice.upstream().name())
                .contains("demo");
        assertThat(demo.taking("meta-llama/llama-3.2-1b-instruct/fp-8")).isPresent();
        assertThat(demo.taking("demo/other")).isEmpty();
    }

    @Test
    void forOthersThanOneselfTheDemoTakesItsOwnModelsOnlyAndSaysHowToNameAModelServer() {
        Upstreams demo =
                Upstreams.demo(
                        () -> URI.create("http://127.0.0.1:1/demo/v1"),
                        new Secret("t"),
                        Set.of("demo/slow"),
                        false);
        assertThat(demo.taking("demo/slow")).isPresent();
        for (String model : List.of("gpt-4o", "demo/other", "demo")) {
            assertThat(demo.taking(model)).isEmpty();
            assertThat(demo.unserved(model)).contains(model, "demo/slow", "--upstream NAME=URL");
        }
        assertThat(Upstreams.of(List.of(ONE)).unserved("x")).doesNotContain("--upstream");
    }

    @Test
    void aLaneRunsAsManyJobsAsItsUpstreamTakes() {
        Upstreams upstreams = Upstreams.of(List.of(ONE, TWO));
        assertThat(upstreams.of(new LaneId("upstream:two")))
                .map(LanePolicy::maxInFlight)
                .contains(3);
        assertThat(upstreams.of(new LaneId("upstream:three"))).isEmpty();
        assertThat(upstreams.of(new LaneId("two"))).isEmpty();
    }

    @Test
    void aJobGoesFromOneFallbackToTheNextInItsOwnLine() {
        Upstreams upstreams = Upstreams.of(List.of(GPU, ONE, TWO));

        assertThat(upstreams.after(new LaneId("upstream:gpu"), "llama-3"))
                .contains(new UpstreamChoice(ONE, "meta/llama"));
        assertThat(upstreams.after(new LaneId("upstream:one:batches"), "llama-3"))
                .contains(new UpstreamChoice(TWO, "llama-3"));
        assertThat(upstreams.after(new LaneId("upstream:two"), "llama-3")).isEmpty();
        assertThat(upstreams.after(new LaneId("upstream:one"), "other")).isEmpty();
        assertThat(upstreams.after(new LaneId("upstream:gone"), "llama-3")).isEmpty();
        assertThat(Upstreams.queue(new LaneId("upstream:one:batches")))
                .isEqualTo(UpstreamQueue.BATCHES);
        assertThat(Upstreams.queue(new LaneId("upstream:one"))).isEqualTo(UpstreamQueue.JOBS);
    }

    @Test
    void jobsOfEarlierReleasesAreLookedForInTheLanesThatProjectsShared() {
        assertThat(Upstreams.lanes("one", new ProjectId("a")))
                .extracting(LaneId::value)
                .containsExactlyInAnyOrder(
                        "upstream:one",
                        "upstream:one:jobs:a",
                        "upstream:one:batches",
                        "upstream:one:batches:a",
                        "upstream:one:tasks:a");
    }

    @Test
    void behindALaneTheModelHasTheNameThatItsUpstreamKnows() {
        Upstreams upstreams = Upstreams.of(List.of(GPU, ONE, TWO));

        assertThat(upstreams.behind(new LaneId("upstream:one"), "llama-3"))
                .contains(new UpstreamChoice(ONE, "meta/llama"));
        assertThat(upstreams.behind(new LaneId("upstream:two:batches"), "gpu/llama-3"))
                .contains(new UpstreamChoice(TWO, "llama-3"));
        assertThat(upstreams.behind(new LaneId("upstream:two"), "two/other"))
                .contains(new UpstreamChoice(TWO, "other"));
        assertThat(upstreams.behind(new LaneId("upstream:gpu"), "moved/since"))
                .contains(new UpstreamChoice(GPU, "moved/since"));
        assertThat(upstreams.behind(new LaneId("upstream:gone"), "llama-3")).isEmpty();
    }

    @Test
    void eachUpstreamIsAskedAgainByItsOwnSchedule() {
        Upstreams upstreams = Upstreams.of(List.of(ONE, TWO));

        assertThat(upstreams.retries(new LaneId("upstream:two:batches")))
                .isEqualTo(new RetryPolicy(TWO.retries(), false));
        assertThat(upstreams.retries(new LaneId("upstream:gone")))
                .isEqualTo(new RetryPolicy(Upstream.DEFAULT_RETRIES, false));
    }

    @Test
    void aLaneWhoseJobsHaveAFallbackDoesNotPause() {
        Upstreams upstreams = Upstreams.of(List.of(GPU, ONE, TWO));

        assertThat(upstreams.of(GPU.lane(UpstreamQueue.JOBS, ProjectId.DEFAULT)))
                .map(LanePolicy::breaker)
                .contains(BreakerPolicy.OFF);
        assertThat(upstreams.of(ONE.lane(UpstreamQueue.BATCHES, ProjectId.DEFAULT)))
                .map(LanePolicy::breaker)
                .contains(BreakerPolicy.DEFAULT);
    }

    @Test
    void pathsAreAppendedToTheBaseUrlWithOneSlash() {
        assertThat(ONE.at("/models")).hasToString("http://one.example/v1/models");
        assertThat(TWO.at("/models")).hasToString("https://two.example/models");
    }

    @Test
    void foolishUpstreamsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Upstreams.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Upstreams.of(List.of(ONE, ONE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Upstream.of("a/b", URI.create("http://one.example"), Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstream.of("a", URI.create("ftp://x"), Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> Upstreams.of(List.of(GPU)));
        Duration minute = Duration.ofMinutes(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Upstream.Limits(0, 0, minute));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Upstream.Limits(1, Double.NaN, minute));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Upstream.Limits(1, 0, Duration.ZERO));
    }

    @Test
    void theKeyIsNotPrinted() {
        assertThat(TWO.toString()).doesNotContain("sk-2");
    }

    @Test
    void aDemoJobThatFailsIsGivenUpWithinSeconds() {
        Upstreams demo =
                Upstreams.demo(
                        () -> URI.create("http://127.0.0.1:1/demo/v1"),
                        new Secret("t"),
                        Set.of("demo/fail"),
                        true);
        assertThat(demo.retries(new LaneId("upstream:demo")).schedule().delays())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
}
