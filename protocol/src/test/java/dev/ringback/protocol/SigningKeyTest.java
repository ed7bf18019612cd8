package dev.ringback.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {

    private final SigningKey key = SigningKey.parse(Vectors.SIGNING_KEY);
    private final VerifyingKey open = VerifyingKey.parse(Vectors.VERIFYING_KEY);

    @Test
    void signsTheKnownSignature() {
        assertThat(key.sign(Vectors.ID, Vectors.TIMESTAMP, Vectors.BODY))
                .isEqualTo(Vectors.ED25519_SIGNATURE);
    }

    @Test
    void aBodyInSegmentsIsSignedAsOne() {
        byte[] head = Vectors.utf8("{\"test\": ");
        byte[] tail = Vectors.utf8("2432232314}");
        assertThat(key.sign(Vectors.ID, Vectors.TIMESTAMP, head, tail))
                .isEqualTo(Vectors.ED25519_SIGNATURE);
    }

    @Test
    void thePublicHalfVerifiesTheKnownSignature() {
        String signature = Vectors.ED25519_SIGNATURE.substring("v1a,".length());
        assertThat(verifies(signature)).isTrue();
        assertThat(verifies("!!", signature)).isTrue();
        assertThat(open.verifies(Vectors.ID, 1, List.of(signature), Vectors.BODY)).isFalse();
    }

    @Test
    void aSignatureOfTheWrongShapeDoesNotVerify() {
        byte[] largestScalar = new byte[64];
        Arrays.fill(largestScalar, (byte) 0xff);
        assertThat(verifies()).isFalse();
        assertThat(verifies("", "AAAA", "not base64")).isFalse();
        assertThat(verifies(Base64.getEncoder().encodeToString(new byte[64]))).isFalse();
        assertThat(verifies(Base64.getEncoder().encodeToString(largestScalar))).isFalse();
    }

    @Test
    void theSeedAloneGivesTheSameKey() {
        byte[] both = Base64.getDecoder().decode(Vectors.SIGNING_KEY.substring("whsk_".length()));
        String seed = Base64.getEncoder().encodeToString(Arrays.copyOf(both, 32));
        assertThat(SigningKey.parse("whsk_" + seed)).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(SigningKey.parse(seed).reveal()).isEqualTo(Vectors.SIGNING_KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    })
    void thePublicHalfFollowsFromTheSeedAsInRfc8032(String seed, String expected) {
        SigningKey derived =
                SigningKey.parse(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(seed)));
        assertThat(HexFormat.of().formatHex(derived.verifyingKey().bytes())).isEqualTo(expected);
    }

    @Test
    void thePublicHalfIsTheKnownOne() {
        assertThat(key.verifyingKey()).isEqualTo(open).hasSameHashCodeAs(open);
        assertThat(key.verifyingKey().text()).isEqualTo(Vectors.VERIFYING_KEY);
        assertThat(open).hasToString(Vectors.VERIFYING_KEY);
    }

    @Test
    void aTruncatedPrivateKeyIsRefused() {
        String truncated = Vectors.SIGNING_KEY.substring(0, Vectors.SIGNING_KEY.length() - 3);
        assertThat(truncated).endsWith("Kv");
        assertThatThrownBy(() -> SigningKey.parse(truncated))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessage("key is not base64 after the prefix whsk_");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 63, 65})
    void aPrivateKeyOfAnotherLengthIsRefused(int length) {
        String text = "whsk_" + Base64.getEncoder().encodeToString(new byte[length]);
        assertThatThrownBy(() -> SigningKey.parse(text))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessage("key has " + length + " bytes, not 32 or 64");
    }

    @Test
    void halvesThatDoNotBelongTogetherAreRefused() {
        byte[] both = Base64.getDecoder().decode(Vectors.SIGNING_KEY.substring("whsk_".length()));
        both[0] ^= 1;
        String text = "whsk_" + Base64.getEncoder().encodeToString(both);
        assertThatThrownBy(() -> SigningKey.parse(text))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessage("key's public half does not belong to its seed");
    }

    @Test
    void aPublicKeyOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> VerifyingKey.parse("whpk_AAAA"))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessage("key has 3 bytes, not 32");
    }

    @Test
    void aPublicKeyOffTheCurveIsRefused() {
        byte[] two = new byte[32];
        two[0] = 2;
        assertOffTheCurve(two);
    }

    @Test
    void aPublicKeyThatIsNotReducedIsRefused() {
        BigInteger prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
        assertOffTheCurve(littleEndian(prime.add(BigInteger.ONE)));
        assertThat(VerifyingKey.parse(base64(littleEndian(BigInteger.ONE)))).isNotNull();
    }

    @Test
    void zeroHasNoOddForm() {
        byte[] oneWithSign = littleEndian(BigInteger.ONE);
        oneWithSign[31] |= (byte) 0x80;
        assertOffTheCurve(oneWithSign);
    }

    @Test
    void generatedKeysComeFromTheSourceAndSignForEachOther() {
        for (int seed = 0; seed < 20; seed++) {
            SigningKey generated = SigningKey.generate(new Random(seed));
            assertThat(generated).isEqualTo(SigningKey.generate(new Random(seed)));
            assertThat(SigningKey.parse(generated.reveal())).isEqualTo(generated);
            VerifyingKey read = VerifyingKey.parse(generated.verifyingKey().text());
            String signature = generated.sign("msg_1", 5, Vectors.BODY).substring("v1a,".length());
            assertThat(read.verifies("msg_1", 5, List.of(signature), Vectors.BODY)).isTrue();
        }
    }

    @Test
    void anIdWithAFullStopIsNotSigned() {
        assertThatThrownBy(() -> key.sign("msg.1", 1, Vectors.BODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("webhook id contains a full stop: msg.1");
    }

    @Test
    void toStringHidesTheSeed() {
        assertThat(key).hasToString("SigningKey[redacted, public " + Vectors.VERIFYING_KEY + "]");
    }

    @Test
    void thePrefixTellsTheSortOfKey() {
        assertThat(WebhookSigner.parse(Vectors.SIGNING_KEY)).isEqualTo(key);
        assertThat(WebhookSigner.parse(Vectors.SECRET)).isInstanceOf(SymmetricKey.class);
        assertThat(TrustedKey.parse(Vectors.VERIFYING_KEY)).isEqualTo(open);
        assertThat(TrustedKey.parse(Vectors.SECRET)).isInstanceOf(SymmetricKey.class);
        assertThatThrownBy(() -> TrustedKey.parse(Vectors.SIGNING_KEY))
                .isInstanceOf(MalformedKeyException.class);
        assertThatThrownBy(() -> WebhookSigner.parse(Vectors.VERIFYING_KEY))
                .isInstanceOf(MalformedKeyException.class);
    }

    private boolean verifies(String... signatures) {
        return open.verifies(Vectors.ID, Vectors.TIMESTAMP, List.of(signatures), Vectors.BODY);
    }

    private static void assertOffTheCurve(byte[] encoded) {
        assertThatThrownBy(() -> VerifyingKey.parse(base64(encoded)))
                .isInstanceOf(MalformedKeyException.class)
                .hasMessage("key is not a point of the Ed25519 curve");
    }

    private static String base64(byte[] bytes) {
        return "whpk_" + Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] littleEndian(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }
}
