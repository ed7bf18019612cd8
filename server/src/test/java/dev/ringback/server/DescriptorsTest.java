package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.policy.EngineLimits;
import dev.ringback.net.http.HttpLimits;
import dev.ringback.net.wire.WireOptions;
import org.junit.jupiter.api.Test;

class DescriptorsTest {

    @Test
    void whateverTheLimitItIsNotPassedByAllWhoOpenSockets() {
        for (long limit : new long[] {256, 1_024, 4_096, 20_000, Descriptors.WANTED - 1}) {
            var descriptors = new Descriptors(limit);
            long used =
                    (long) descriptors.within(HttpLimits.DEFAULT).crowd().connections()
                            + descriptors.within(EngineLimits.DEFAULT).running()
                            + descriptors.within(WireOptions.DEFAULT).idleTotal()
                            + descriptors.within(WireOptions.FEW_HOSTS).idleTotal();
            assertThat(used).as("%d", limit).isLessThanOrEqualTo(limit - Descriptors.RESERVE);
        }
    }

    @Test
    void whereItIsTooLowTheOperatorIsToldByHowMuch() {
        assertThat(new Descriptors(256).warning().orElseThrow())
                .contains("Only 256 files", "ulimit -n " + Descriptors.WANTED);
        assertThat(new Descriptors(Descriptors.WANTED).warning()).isEmpty();
    }

    @Test
    void whereThereAreEnoughNothingIsLess() {
        var enough = new Descriptors(Descriptors.WANTED);

        assertThat(enough.within(HttpLimits.DEFAULT)).isEqualTo(HttpLimits.DEFAULT);
        assertThat(enough.within(EngineLimits.DEFAULT)).isEqualTo(EngineLimits.DEFAULT);
        assertThat(enough.within(WireOptions.DEFAULT)).isEqualTo(WireOptions.DEFAULT);
    }
}
