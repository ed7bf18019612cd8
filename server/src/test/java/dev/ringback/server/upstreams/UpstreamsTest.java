package dev.ringback.server.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringback.kernel.LaneId;
import dev.ringback.kernel.LanePolicy;
import dev.ringback.server.endpoints.Secret;
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
            new Upstream(
                    "two",
                    URI.create("https://two.example"),
                    Optional.of(new Secret("sk-2")),
                    3,
                    Duration.ofSeconds(9));

    @Test
    void ofSeveralThePrefixDecidesAndIsTakenOff() {
        Upstreams upstreams = Upstreams.of(List.of(ONE, TWO));
        assertThat(upstreams.taking("two/llama")).map(Choice::upstream).contains(TWO);
        assertThat(upstreams.taking("two/llama")).map(Choice::model).contains("llama");
        assertThat(upstreams.taking("one/llama")).map(Choice::upstream).contains(ONE);
        assertThat(upstreams.taking("meta/llama")).map(Choice::upstream).contains(ONE);
        assertThat(upstreams.taking("meta/llama")).map(Choice::model).contains("meta/llama");
    }

    @Test
    void aSingleUpstreamTakesEveryModelAsItIs() {
        Upstreams upstreams = Upstreams.of(List.of(ONE));
        assertThat(upstreams.taking("one/llama")).map(Choice::upstream).contains(ONE);
        assertThat(upstreams.taking("one/llama")).map(Choice::model).contains("one/llama");
    }

    @Test
    void theDemoTakesEveryModelButThoseThatPretendToBeItsOwn() {
        Upstreams demo =
                Upstreams.demo(
                        () -> URI.create("http://127.0.0.1:1/demo/v1"),
                        new Secret("t"),
                        Set.of("demo/slow"));
        assertThat(demo.taking("demo/slow"))
                .map(choice -> choice.upstream().name())
                .contains("demo");
        assertThat(demo.taking("meta-llama/llama-3.2-1b-instruct/fp-8")).isPresent();
        assertThat(demo.taking("demo/other")).isEmpty();
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
    }

    @Test
    void theKeyIsNotPrinted() {
        assertThat(TWO.toString()).doesNotContain("sk-2");
    }
}
