package dev.ringback.server.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.testkit.Eventually;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same request gives the same, whenever and wherever it is run. */
class RepeatableScriptsTest {

    private static TransformInput at(Instant moment, String body) {
        return new TransformInput(Payload.of(body), Optional.empty(), List.of(), Map.of(), moment);
    }

    @Test
    void theTimeIsWhenTheRequestCame() {
        assertThat(
                        Scripts.value(
                                "[Date.now(), new Date().toISOString(), new Date(0).getHours()]",
                                at(Instant.ofEpochMilli(1_700_000_000_123L), "{}")))
                .isEqualTo("[1700000000123,\"2023-11-14T22:13:20.123Z\",0]");
    }

    @Test
    void chanceIsTheSameForTheSameRequestAndForNoOther() {
        String two = "(({ random }) => [random(), random()])(Math)";
        String one = Scripts.value(two, at(Scripts.NOW, "{\"a\":1}"));

        assertThat(Scripts.value(two, at(Scripts.NOW, "{\"a\":1}"))).isEqualTo(one);
        assertThat(Scripts.value(two, at(Scripts.NOW, "{\"a\":2}"))).isNotEqualTo(one);
        assertThat(Scripts.value(two, at(Scripts.NOW.plusMillis(1), "{\"a\":1}")))
                .isNotEqualTo(one);
    }

    @Test
    void chanceIsEven() {
        assertThat(
                        Scripts.value(
                                "(() => { const { random } = Math; const n = new Array(10).fill(0);"
                                        + " for (let i = 0; i < 5000; i++)"
                                        + " n[Math.floor(random() * 10)]++;"
                                        + " return n.every((x) => x > 400 && x < 600) })()",
                                Scripts.json("{}")))
                .isEqualTo("true");
    }

    @Test
    void manyAtOnceDoNotMeet() throws InterruptedException {
        var done = new CountDownLatch(40);
        IntStream.range(0, 40)
                .forEach(i ->
                        Thread.ofVirtual()
                                .start(() -> {
                                    String value =
                                            Scripts.value(
                                                    "(globalThis.seen = (globalThis.seen ?? 0) +"
                                                            + " evt)",
                                                    Scripts.json(Integer.toString(i)));
                                    if (value.equals(Integer.toString(i))) {
                                        done.countDown();
                                    }
                                }));

        Eventually.open("each has its own answer", done);
    }
}
