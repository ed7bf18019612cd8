package dev.ringback.server.functions.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class LongTableTest {

    private final LongTable table = new LongTable();

    @Test
    void aKeyThatIsNotThereHasNoValue() {
        assertThat(table.get(7)).isEqualTo(LongTable.NONE);

        table.remove(7, LongTable.NONE);

        assertThat(table.size()).isZero();
    }

    @Test
    void aKeyIsTakenAwayOnlyWithTheValueThatItHas() {
        table.put(0, 1);

        table.remove(0, 2);
        assertThat(table.get(0)).isEqualTo(1);

        table.remove(0, 1);
        assertThat(table.get(0)).isEqualTo(LongTable.NONE);
    }

    @Test
    void whateverIsPutAndTakenAwayItHoldsWhatAMapWouldHold() {
        for (long seed = 1; seed <= 20; seed++) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            var one = new LongTable();
            Map<Long, Long> other = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                // Few keys, some of them far apart, so that they meet on the way.
                long key = random.nextLong(-300, 300) << (random.nextBoolean() ? 0 : 40);
                long value = random.nextLong(3);
                if (random.nextInt(3) == 0) {
                    one.remove(key, value);
                    other.remove(key, value);
                } else {
                    one.put(key, value);
                    other.put(key, value);
                }
            }
            assertThat(one.size()).as("seed %s", seed).isEqualTo(other.size());
            for (long key = -300; key < 300; key++) {
                assertSame(one, other, key);
                assertSame(one, other, key << 40);
            }
        }
    }

    private static void assertSame(LongTable one, Map<Long, Long> other, long key) {
        assertThat(one.get(key)).isEqualTo(other.getOrDefault(key, LongTable.NONE));
    }
}
