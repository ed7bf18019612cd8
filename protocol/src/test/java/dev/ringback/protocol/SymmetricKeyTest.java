package dev.ringback.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricKeyTest {

    private final SymmetricKey key = SymmetricKey.parse(Vectors.SECRET);

    @Test
    void signsLikeTheOfficialLibraries() {
        assertThat(key.sign(Vectors.ID, Vectors.TIMESTAMP, Vectors.BODY))
                .isEqualTo(Vectors.SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS=, v1,LVOXivKoo4FWasi/IaHvzhE/u+7/cu2AME+zS/nXqzk=",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS,  v1,LVOXivKoo4FWasi/IaHvzhE/u+7/cu2AME+zS/nXqzk=",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBr==, v1,yK2tMbA6BHPrMEJ1lLv7UlJJbgFoqGenJkiajZ29evg="
    })
    void signsWithSecretsOfOddLength(String secret, String version, String signature) {
        assertThat(SymmetricKey.parse(secret).sign(Vectors.ID, Vectors.TIMESTAMP, Vectors.BODY))
                .isEqualTo(version + "," + signature);
    }

    @Test
    void signsAnEmptyBody() {
        String expected = "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A=";
        assertThat(key.sign(Vectors.ID, Vectors.TIMESTAMP)).isEqualTo(expected);
        assertThat(key.sign(Vectors.ID, Vectors.TIMESTAMP, new byte[0])).isEqualTo(expected);
    }

    @Test
    void signsTheBytesOfABodyBeyondAscii() {
        byte[] body = Vectors.utf8("{\"t\":\"h\u00e9llo \ud83d\ude00\"}");
        assertThat(key.sign(Vectors.ID, Vectors.TIMESTAMP, body))
                .isEqualTo("v1,iaNep7koA7BolTwm3VqHdZ6TrCfmIpsb4IEsIFA2+0U=");
    }

    @Test
    void aBodyInSegmentsIsSignedAsOne() {
        byte[] head = Vectors.utf8("{\"test\": ");
        byte[] tail = Vectors.utf8("2432232314}");
        assertThat(key.sign(Vectors.ID, Vectors.TIMESTAMP, head, new byte[0], tail))
                .isEqualTo(Vectors.SIGNATURE);
    }

    @Test
    void aSignatureLeavesNothingBehindForTheNext() {
        String other = key.sign("msg_2", 1, Vectors.utf8("x"));
        assertThat(key.sign(Vectors.ID, Vectors.TIMESTAMP, Vectors.BODY))
                .isEqualTo(Vectors.SIGNATURE);
        assertThat(key.sign("msg_2", 1, Vectors.utf8("x"))).isEqualTo(other);
    }

    @Test
    void manyThreadsSignAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Set<String>> signing =
                    () -> {
                        Set<String> seen = new HashSet<>();
                        IntStream.range(0, 2_000)
                                .forEach(i ->
                                        seen.add(
                                                key.sign(
                                                        Vectors.ID,
                                                        Vectors.TIMESTAMP,
                                                        Vectors.BODY)));
                        return seen;
                    };
            for (Future<Set<String>> seen :
                    threads.invokeAll(List.of(signing, signing, signing, signing))) {
                assertThat(seen.get()).containsExactly(Vectors.SIGNATURE);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anIdWithAFullStopIsNotSigned() {
        assertThatThrownBy(() -> key.sign("msg.1", 1, Vectors.BODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("webhook id contains a full stop: msg.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "msg 1", "msg\r\nx", "m\u00fcg", "msg\u007f"})
    void anIdThatIsNotVisibleAsciiIsNotSigned(String id) {
        assertThatThrownBy(() -> key.sign(id, 1, Vectors.BODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("webhook id has");
    }

    @Test
    void theLengthOfAnIdIsBounded() {
        assertThat(key.sign("m".repeat(256), 1)).startsWith("v1,");
        assertThatThrownBy(() -> key.sign("m".repeat(257), 1))
                .hasMessage("webhook id has 257 characters, not 1 to 256");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1_000_000_000_000L})
    void aTimestampOutOfBoundsIsNotSigned(long timestamp) {
        assertThatThrownBy(() -> key.sign("msg_1", timestamp))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timestamp");
    }

    @Test
    void theTextFormIsReadWithPrefixAndWithout() {
        String bare = Vectors.SECRET.substring("whsec_".length());
        assertThat(SymmetricKey.parse(bare)).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(SymmetricKey.parse(" " + Vectors.SECRET + "\n")).isEqualTo(key);
        assertThat(SymmetricKey.parse(bare).reveal()).isEqualTo(Vectors.SECRET);
        assertThat(SymmetricKey.parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS").reveal())
                .isEqualTo("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaQ=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "whsec_", "whsec_a", "whsec_MfK*", "whsec_MfKQ\nMfKQ", "whsec_-_-_"})
    void aTextThatIsNoKeyIsRefused(String text) {
        assertThatThrownBy(() -> SymmetricKey.parse(text))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessageStartingWith("key is");
    }

    @Test
    void aKeyOfAnotherSortIsRefused() {
        assertThatThrownBy(() -> SymmetricKey.parse(Vectors.SIGNING_KEY))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessage("key starts with whsk_ where whsec_ is expected");
    }

    @Test
    void aRefusalDoesNotRepeatTheText() {
        assertThatThrownBy(() -> SymmetricKey.parse("whsec_hunter2!"))
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("!")
                .hasNoCause();
    }

    @Test
    void theLengthOfATextIsBounded() {
        assertThat(SymmetricKey.parse("A".repeat(1_024)).toString()).contains("768 bytes");
        assertThatThrownBy(() -> SymmetricKey.parse("A".repeat(1_025)))
                .isInstanceOf(MalformedKeyException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 32, 64})
    void anEndpointSecretHas24To64Bytes(int length) {
        String text = "whsec_" + Base64.getEncoder().encodeToString(new byte[length]);
        assertThat(SymmetricKey.parseEndpointSecret(text).reveal()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 23, 65})
    void anEndpointSecretOfAnotherLengthIsRefused(int length) {
        String text = "whsec_" + Base64.getEncoder().encodeToString(new byte[length]);
        assertThat(SymmetricKey.parse(text).reveal()).isEqualTo(text);
        assertThatThrownBy(() -> SymmetricKey.parseEndpointSecret(text))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessage("key has " + length + " bytes, not 24 to 64");
    }

    @Test
    void aGeneratedSecretComesFromTheSourceAndIsStrong() {
        SymmetricKey generated = SymmetricKey.generate(new Random(7));
        assertThat(generated).isEqualTo(SymmetricKey.generate(new Random(7)));
        assertThat(generated).isNotEqualTo(SymmetricKey.generate(new SecureRandom()));
        assertThat(SymmetricKey.parseEndpointSecret(generated.reveal())).isEqualTo(generated);
    }

    @Test
    void toStringHidesTheSecret() {
        assertThat(key).hasToString("SymmetricKey[redacted, 24 bytes]");
    }
}
