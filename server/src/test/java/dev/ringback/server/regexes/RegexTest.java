package dev.ringback.server.regexes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    /** The estimate is looked at before the program is made, so it must not be too small. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "a{7}",
                "(a{3}b){4}",
                "((a{2}){3}){4}",
                "(a|b{5}){6}c",
                "(?:(?:a{2}b){3}){4}",
                "[a-z]{9}",
                "([(]a{9}){9}",
                "(\\Qa(b\\E{9}c){9}",
                "(\\Q)\\Ea{9}){9}",
                "([)]a{9}){9}",
                "(a{9}\\)){9}",
                "(\\{a{9}){9}",
                "(a{2,9}){3,9}",
                "(a{9,}){9}",
                "\\pL{20}",
                "x*(y+z?){30}"
            })
    void aSizeIsNotTakenForSmallerThanItIs(String pattern) {
        assertThat(Pattern.compile(pattern).programSize())
                .isLessThanOrEqualTo((int) (2 * Regex.size(pattern)) + 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a{1000}){2}",
                "((((a{9}){9}){9}){9})",
                "(\\Q[\\E(a{1000})){1000}",
                "([(]a{1000}){1000}",
                "(x{1,1000}){1,1000}"
            })
    void whatBecomesTooLargeIsNotMade(String pattern) {
        assertThatThrownBy(() -> Regex.of(pattern, new Counted()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "^(\\d{1,3}\\.){3}\\d{1,3}$",
                "^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}$"
            })
    void whatPeopleWriteIsTaken(String pattern) {
        assertThat(Regex.of(pattern, new Counted())).isNotNull();
    }

    @Test
    void aTextIsPaidForAsFarAsItIsRead() {
        var counted = new Counted();
        Regex regex = Regex.of("^b", counted);

        assertThat(regex.find("a".repeat(1_000_000), counted)).isFalse();

        assertThat(counted.bytes).isPositive().isLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a(?=b)", "(?<!a)b", "(a)\\1", "[", "(?<n"})
    void whatRe2DoesNotKnowIsRefused(String pattern) {
        assertThatThrownBy(() -> Regex.of(pattern, new Counted()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is wrong: ");
    }

    private static final class Counted implements Regex.Meter {

        private long bytes;

        @Override
        public void steps(long count) {}

        @Override
        public void read(long count) {
            bytes += count;
        }
    }
}
