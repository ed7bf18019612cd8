package dev.ringback.protocol.providers.keys;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads public keys in the forms in which providers show them. */
public final class PublicKeys {

    /** What stands before the 32 bytes of an Ed25519 key in its SPKI (RFC 8410). */
    private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_BYTES = 32;
    private static final int LONGEST_MODULUS = 16_384;
    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
    private static final String BEGIN = "-----BEGIN ";

    private PublicKeys() {}

    /**
     * Reads a key as a user pastes it: PEM, or hex or base64 of an SPKI or of a raw Ed25519 key. A
     * certificate in PEM gives its key.
     */
    public static Optional<PublicKey> read(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith(BEGIN + "CERTIFICATE")) {
            return Certificates.read(trimmed).stream().findFirst().map(each -> each.getPublicKey());
        }
        if (trimmed.startsWith(BEGIN)) {
            String inner = trimmed.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            return TextEncoding.base64(inner).flatMap(PublicKeys::ofBytes);
        }
        String dense = trimmed.replaceAll("\\s", "");
        return TextEncoding.HEX_OR_BASE64.decode(dense).stream()
                .flatMap(bytes -> ofBytes(bytes).stream())
                .findFirst();
    }

    /** Reads an SPKI, or the raw 32 bytes of an Ed25519 key. */
    private static Optional<PublicKey> ofBytes(byte[] bytes) {
        return bytes.length == ED25519_BYTES ? ed25519(bytes) : spki(bytes);
    }

    /** Makes an Ed25519 key of its 32 bytes. */
    static Optional<PublicKey> ed25519(byte[] raw) {
        if (raw.length != ED25519_BYTES) {
            return Optional.empty();
        }
        byte[] spki = new byte[ED25519_HEAD.length + ED25519_BYTES];
        System.arraycopy(ED25519_HEAD, 0, spki, 0, ED25519_HEAD.length);
        System.arraycopy(raw, 0, spki, ED25519_HEAD.length, ED25519_BYTES);
        return spki(spki);
    }

    private static Optional<PublicKey> spki(byte[] encoded) {
        return List.of("Ed25519", "EC", "RSA").stream()
                .flatMap(kind -> spki(kind, encoded).stream())
                .findFirst();
    }

    private static Optional<PublicKey> spki(String kind, byte[] encoded) {
        try {
            return Optional.of(
                    KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | RuntimeException noKey) {
            return Optional.empty();
        }
    }

    /** Makes a key of a curve that JWK names, of the two numbers of its point. */
    static Optional<PublicKey> ec(String curve, byte[] x, byte[] y) {
        String name = CURVES.get(curve);
        if (name == null) {
            return Optional.empty();
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            ECPoint point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
            return Optional.of(
                    KeyFactory.getInstance("EC")
                            .generatePublic(
                                    new ECPublicKeySpec(
                                            point,
                                            parameters.getParameterSpec(ECParameterSpec.class))));
        } catch (GeneralSecurityException noKey) {
            return Optional.empty();
        }
    }

    /** Makes an RSA key of its modulus and exponent. */
    static Optional<PublicKey> rsa(byte[] modulus, byte[] exponent) {
        BigInteger n = new BigInteger(1, modulus);
        if (n.bitLength() > LONGEST_MODULUS) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(n, new BigInteger(1, exponent))));
        } catch (GeneralSecurityException noKey) {
            return Optional.empty();
        }
    }
}
