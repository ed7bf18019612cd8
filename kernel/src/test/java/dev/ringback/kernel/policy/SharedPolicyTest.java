package dev.ringback.kernel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.sharing.SharedLimit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What limits a policy may name. */
final class SharedPolicyTest {

    private static final LanePolicy POLICY =
            new LanePolicy(3, 0, Ordering.NONE, false, BreakerPolicy.OFF);

    @Test
    void aPolicyNamesEachKeyOnce() {
        var one = new SharedLimit("key", 1);
        assertThat(POLICY.limits()).isEmpty();
        assertThat(POLICY.sharing(List.of(one, new SharedLimit("other", 1))).limits()).hasSize(2);
        assertThatThrownBy(() -> POLICY.sharing(List.of(one, new SharedLimit("key", 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two shared limits of one key");
    }

    @Test
    void aHaltedPolicyIsTheSameOtherwise() {
        LanePolicy shares = POLICY.sharing(List.of(new SharedLimit("key", 1)));
        assertThat(shares.halt())
                .isEqualTo(
                        new LanePolicy(
                                3,
                                0,
                                Ordering.NONE,
                                true,
                                BreakerPolicy.OFF,
                                false,
                                shares.limits()));
    }

    @Test
    void aLimitHasAKeyAndAPlace() {
        assertThatThrownBy(() -> new SharedLimit("", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a shared limit has no key");
        assertThatThrownBy(() -> new SharedLimit("key", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a shared limit is less than 1: 0");
    }
}
