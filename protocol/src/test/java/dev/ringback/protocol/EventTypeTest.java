package dev.ringback.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "generation.completed",
                "slow-group.completed",
                "A_b-9.0.z",
                "-",
                "_",
                "github/push",
                "stripe/invoice.payment_failed",
                "a.b/c/d.e"
            })
    void segmentsWithFullStopsOrSlashesBetweenThemAreAType(String text) {
        assertThat(EventType.parse(text)).contains(new EventType(text));
        assertThat(EventType.problemWith(text)).isEmpty();
        assertThat(new EventType(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'event type has 0 characters, not 1 to 128'",
        "., event type has an empty segment at index 0",
        ".a, event type has an empty segment at index 0",
        "a..b, event type has an empty segment at index 2",
        "a., event type ends with a full stop or a slash",
        "a/, event type ends with a full stop or a slash",
        "/, event type has an empty segment at index 0",
        "/a, event type has an empty segment at index 0",
        "a//b, event type has an empty segment at index 2",
        "a./b, event type has an empty segment at index 2",
        "a\\b, event type has a character that is not allowed at index 1",
        "a b, event type has a character that is not allowed at index 1",
        "\u00e4b, event type has a character that is not allowed at index 0",
        "a.*, event type has a character that is not allowed at index 2"
    })
    void anythingElseIsRefusedInWords(String text, String problem) {
        assertThat(EventType.problemWith(text)).contains(problem);
        assertThat(EventType.parse(text)).isEmpty();
        assertThatThrownBy(() -> new EventType(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    @Test
    void theLengthIsBounded() {
        assertThat(EventType.parse("a".repeat(128))).isPresent();
        assertThat(EventType.parse("a".repeat(129))).isEmpty();
        assertThat(EventTypeGlob.parse("*".repeat(128))).isPresent();
        assertThat(EventTypeGlob.parse("*".repeat(129))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything.at-all, true",
        "a.b, a.b, true",
        "a.b, a.b.c, false",
        "a.b, a.B, false",
        "a.b, axb, false",
        "generation.*, generation.completed, true",
        "generation.*, generation.a.b, true",
        "generation.*, generation, false",
        "generation.*, generations.x, false",
        "stripe/*, stripe/invoice.paid, true",
        "stripe/*, stripe, false",
        "stripe/*, stripe.invoice, false",
        "stripe/invoice.*, stripe/invoice.paid, true",
        "stripe.*, stripe/invoice.paid, false",
        "*/push, github/push, true",
        "*.completed, slow-group.completed, true",
        "*.completed, a.b.completed, true",
        "*.completed, completed, false",
        "a*, a, true",
        "*a, a, true",
        "ab*ba, aba, false",
        "ab*ba, abba, true",
        "a*b*c, a.b.c, true",
        "a*b*c, a.c.b, false",
        "a*bc*c, abc, false",
        "a*bc*c, abcc, true",
        "a**b, ab, true",
        "*b*, abc, true",
        "*b*, acd, false",
        "*ab*ab*, ab, false",
        "*ab*ab*, abab, true",
        "a.*.c, a.b.c, true",
        "a.*.c, a.c, false"
    })
    void aStarStandsForAnyRunOfCharacters(String pattern, String type, boolean matches) {
        EventTypeGlob glob = new EventTypeGlob(pattern);
        assertThat(glob.matches(type)).isEqualTo(matches);
        assertThat(glob.matches(new EventType(type))).isEqualTo(matches);
    }

    @Test
    void globsAgreeWithRegularExpressionsOnRandomInput() {
        Random random = new Random(42);
        int matched = 0;
        for (int i = 0; i < 20_000; i++) {
            String pattern = word(random, "ab*", 1 + random.nextInt(7));
            String type = word(random, "ab", 1 + random.nextInt(9));
            boolean expected = Pattern.matches(pattern.replace("*", ".*"), type);
            matched += expected ? 1 : 0;
            assertThat(new EventTypeGlob(pattern).matches(type))
                    .as("%s against %s", pattern, type)
                    .isEqualTo(expected);
        }
        assertThat(matched).isBetween(1_000, 19_000);
    }

    @Test
    void whatIsATypeOrAPatternIsAllThatARegularExpressionSays() {
        Pattern types = Pattern.compile("[\\w-]+([./][\\w-]+)*");
        Pattern patterns = Pattern.compile("[\\w*-]+([./][\\w*-]+)*");
        Random random = new Random(43);
        int valid = 0;
        int matched = 0;
        for (int i = 0; i < 50_000; i++) {
            String text = word(random, "ab-*./", 1 + random.nextInt(7));
            String type = word(random, "ab-./", 1 + random.nextInt(7));
            boolean isType = types.matcher(type).matches();
            boolean isPattern = patterns.matcher(text).matches();
            assertThat(EventType.parse(type).isPresent()).as(type).isEqualTo(isType);
            assertThat(EventTypeGlob.parse(text).isPresent()).as(text).isEqualTo(isPattern);
            if (isType && isPattern) {
                valid++;
                boolean expected =
                        Pattern.matches("\\Q" + text.replace("*", "\\E.*\\Q") + "\\E", type);
                matched += expected ? 1 : 0;
                assertThat(new EventTypeGlob(text).matches(new EventType(type)))
                        .as("%s against %s", text, type)
                        .isEqualTo(expected);
                // Whatever is a type is a pattern, which it matches.
                assertThat(new EventTypeGlob(type).matches(type)).as(type).isTrue();
            }
        }
        assertThat(valid).isGreaterThan(2_000);
        assertThat(matched).isGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'event type pattern has 0 characters, not 1 to 128'",
        "a..*, event type pattern has an empty segment at index 2",
        "*., event type pattern ends with a full stop or a slash",
        "stripe/, event type pattern ends with a full stop or a slash",
        "stripe//*, event type pattern has an empty segment at index 7",
        "a?, event type pattern has a character that is not allowed at index 1"
    })
    void aPatternIsCheckedLikeAType(String pattern, String problem) {
        assertThat(EventTypeGlob.problemWith(pattern)).contains(problem);
        assertThat(EventTypeGlob.parse(pattern)).isEmpty();
        assertThatThrownBy(() -> new EventTypeGlob(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    @Test
    void patternsAreEqualWhenWrittenAlike() {
        EventTypeGlob glob = new EventTypeGlob("a.*");
        assertThat(EventTypeGlob.parse("a.*")).contains(glob);
        assertThat(glob).hasSameHashCodeAs(new EventTypeGlob("a.*")).hasToString("a.*");
        assertThat(glob.pattern()).isEqualTo("a.*");
        assertThat(glob).isNotEqualTo(EventTypeGlob.ALL);
    }

    private static String word(Random random, String alphabet, int length) {
        return random.ints(length, 0, alphabet.length())
                .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
                .collect(Collectors.joining());
    }
}
