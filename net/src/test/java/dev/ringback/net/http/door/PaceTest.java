package dev.ringback.net.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.net.http.HttpLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int SECOND = HttpLimits.DEFAULT.patience().bytesPerSecond();

    private final Pace pace = new Pace(HttpLimits.DEFAULT);

    private void arrived(int bytes, long seconds) {
        pace.arrived(bytes, Duration.ofSeconds(seconds).toNanos());
    }

    private double patience() {
        return pace.patience() / 1e9;
    }

    @Test
    void waitingUsesTheTimeoutUp() {
        pace.begun(1);
        assertThat(patience()).isEqualTo(20);
        arrived(1, 19);
        assertThat(patience()).isBetween(1.0, 1.001);
        arrived(1, 2);
        assertThat(patience()).isNegative();
    }

    @Test
    void bytesBuyTime() {
        pace.begun(10 * SECOND);
        arrived(5 * SECOND, 19);
        assertThat(patience()).isBetween(15.9, 16.0);
    }

    @Test
    void whatCameFastBuysNoLongSilence() {
        pace.begun(1_000 * SECOND);
        assertThat(patience()).isEqualTo(20);
    }

    @Test
    void theNextRequestBeginsAnew() {
        pace.begun(100 * SECOND);
        arrived(1, 50);
        pace.begun(1);
        arrived(1, 19);
        assertThat(patience()).isBetween(1.0, 1.001);
    }
}
