package dev.ringback.protocol.providers.keys;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** Signatures that are checked with a public key. The entry fixes which, never the request. */
public enum SignatureAlgorithm {
    /** Ed25519 (RFC 8032). */
    ED25519("ed25519", "EdDSA", "Ed25519", 255),
    /** ECDSA on P-256 with SHA-256, the signature in DER. */
    ECDSA_P256_SHA256("ecdsa-p256-sha256", "", "SHA256withECDSA", 256),
    /** ECDSA on P-256 with SHA-256, the signature as two numbers of 32 bytes. */
    ECDSA_P256_SHA256_P1363(
            "ecdsa-p256-sha256-p1363", "ES256", "SHA256withECDSAinP1363Format", 256),
    /** ECDSA on P-384 with SHA-384, the signature in DER. */
    ECDSA_P384_SHA384("ecdsa-p384-sha384", "", "SHA384withECDSA", 384),
    /** ECDSA on P-384 with SHA-384, the signature as two numbers of 48 bytes. */
    ECDSA_P384_SHA384_P1363(
            "ecdsa-p384-sha384-p1363", "ES384", "SHA384withECDSAinP1363Format", 384),
    /** ECDSA on P-521 with SHA-512, the signature as two numbers of 66 bytes. */
    ECDSA_P521_SHA512_P1363(
            "ecdsa-p521-sha512-p1363", "ES512", "SHA512withECDSAinP1363Format", 521),
    /** RSA (PKCS #1 v1.5) with SHA-1: only where a provider has nothing better. */
    RSA_SHA1("rsa-sha1", "", "SHA1withRSA", 0),
    /** RSA (PKCS #1 v1.5) with SHA-256. */
    RSA_SHA256("rsa-sha256", "RS256", "SHA256withRSA", 0),
    /** RSA (PKCS #1 v1.5) with SHA-384. */
    RSA_SHA384("rsa-sha384", "RS384", "SHA384withRSA", 0),
    /** RSA (PKCS #1 v1.5) with SHA-512. */
    RSA_SHA512("rsa-sha512", "RS512", "SHA512withRSA", 0),
    /** RSA-PSS with SHA-256 and a salt of 32 bytes. */
    RSA_PSS_SHA256("rsa-pss-sha256", "PS256", "RSASSA-PSS", 0);

    private final String word;
    private final String jwtName;
    private final String runtimeName;
    private final int curveBits;

    SignatureAlgorithm(String word, String jwtName, String runtimeName, int curveBits) {
        this.word = word;
        this.jwtName = jwtName;
        this.runtimeName = runtimeName;
        this.curveBits = curveBits;
    }

    /** The word for it in a scheme, such as {@code rsa-sha256}. */
    public String word() {
        return word;
    }

    /** Finds an algorithm by its word in a scheme, or by its name in JWTs. */
    public static Optional<SignatureAlgorithm> named(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word.equals(word))
                .findFirst()
                .or(() -> ofJwt(word));
    }

    /** Finds an algorithm by its {@code alg} in a JWT (RFC 7518, RFC 8037). */
    public static Optional<SignatureAlgorithm> ofJwt(String alg) {
        return Arrays.stream(values())
                .filter(each -> !alg.isEmpty() && each.jwtName.equals(alg))
                .findFirst();
    }

    /** Whether a key is of the kind, and on the curve, that this algorithm is for. */
    public boolean fits(PublicKey key) {
        if (this == ED25519) {
            return key instanceof EdECPublicKey edwards
                    && edwards.getParams().getName().equals("Ed25519");
        }
        return curveBits == 0
                ? key instanceof RSAPublicKey
                : key instanceof ECPublicKey curve
                        && curve.getParams().getCurve().getField().getFieldSize() == curveBits;
    }

    /** Whether this is a signature of the message by the owner of the key. */
    public boolean verifies(PublicKey key, byte[] message, byte[] signature) {
        if (!fits(key)) {
            return false;
        }
        try {
            Signature check = Signature.getInstance(runtimeName);
            if (this == RSA_PSS_SHA256) {
                check.setParameter(
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException | RuntimeException noSignature) {
            // Providers of the runtime throw this or that for bytes that are no signature.
            return false;
        }
    }
}
