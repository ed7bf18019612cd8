package dev.ringback.server.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeDiskTest {

    private static final long MIB = 1L << 20;

    private final AtomicLong usable = new AtomicLong(100 * MIB);
    private final AtomicLong nanos = new AtomicLong();

    private FreeDisk disk(long floor) {
        return new FreeDisk(this::usable, 1L << 40, floor, () -> nanos.addAndGet(1_000_000_000));
    }

    private long usable() throws IOException {
        if (usable.get() < 0) {
            throw new IOException("gone");
        }
        return usable.get();
    }

    @Test
    void theServerIsNotReadyWhileNoMoreIsFreeThanTheFloor() {
        FreeDisk disk = disk(10 * MIB);

        assertThat(disk.low()).isEmpty();
        assertThat(disk.room()).isEqualTo(90 * MIB);
        usable.set(10 * MIB);
        assertThat(disk.low())
                .contains(
                        "The disk of the data directory has 10485760 bytes free; 10485760 must"
                                + " stay free.");
        assertThat(disk.room()).isZero();
        usable.set(10 * MIB + 1);
        assertThat(disk.low()).isEmpty();
    }

    @Test
    void aDiskThatDoesNotSayHowMuchIsFreeIsNotTakenForEmpty() {
        FreeDisk disk = disk(10 * MIB);
        usable.set(-1);

        assertThat(disk.low()).isPresent();
        assertThat(disk.room()).isZero();
    }

    @Test
    void withoutAFloorTheDiskMayBeFilled() {
        FreeDisk disk = disk(0);
        usable.set(0);

        assertThat(disk.low()).isEmpty();
    }

    @Test
    void theUsualFloorIsSmallBesideTheDisk(@TempDir Path directory) throws IOException {
        FreeDisk disk = FreeDisk.of(directory, Optional.empty(), nanos::get);

        assertThat(disk.floor())
                .isPositive()
                .isLessThanOrEqualTo(256 * MIB)
                .isLessThanOrEqualTo(directory.toFile().getTotalSpace() / 10);
    }
}
