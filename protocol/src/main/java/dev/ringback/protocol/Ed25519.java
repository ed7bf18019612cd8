package dev.ringback.protocol;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** Ed25519 on raw keys (RFC 8032), by the Java runtime's own implementation. */
final class Ed25519 {

    static final int KEY_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;

    private static final String NAME = "Ed25519";
    private static final BigInteger PRIME =
            BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger D =
            BigInteger.valueOf(-121_665)
                    .multiply(BigInteger.valueOf(121_666).modInverse(PRIME))
                    .mod(PRIME);

    private Ed25519() {}

    static PrivateKey privateKey(byte[] seed) {
        try {
            return KeyFactory.getInstance(NAME)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Reads a public key; refuses bytes that are no point of the curve. */
    static PublicKey publicKey(byte[] encoded) {
        byte[] bigEndian = reversed(encoded);
        boolean xIsOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        BigInteger y = new BigInteger(1, bigEndian);
        if (!isOnCurve(y, xIsOdd)) {
            throw new MalformedKeyException("key is not a point of the Ed25519 curve");
        }
        try {
            return KeyFactory.getInstance(NAME)
                    .generatePublic(
                            new EdECPublicKeySpec(
                                    NamedParameterSpec.ED25519, new EdECPoint(xIsOdd, y)));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * Computes the public key of a seed.
     *
     * <p>The runtime offers that only as a part of generating a key pair, so a pair is generated
     * from a source of randomness that yields the seed, and the result is checked.
     */
    static byte[] publicBytes(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
            generator.initialize(NamedParameterSpec.ED25519, new SeedSource(seed));
            KeyPair pair = generator.generateKeyPair();
            if (pair.getPrivate() instanceof EdECPrivateKey secret
                    && pair.getPublic() instanceof EdECPublicKey open
                    && secret.getBytes().filter(bytes -> Arrays.equals(bytes, seed)).isPresent()) {
                return encoded(open.getPoint());
            }
            throw new IllegalStateException("this Java runtime derives Ed25519 keys otherwise");
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static byte[] sign(PrivateKey key, byte[] prefix, byte[]... bodySegments) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initSign(key);
            feed(signature, prefix, bodySegments);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static boolean verify(PublicKey key, byte[] claimed, byte[] prefix, byte[]... bodySegments) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initVerify(key);
            feed(signature, prefix, bodySegments);
            return verified(signature, claimed);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static boolean verified(Signature signature, byte[] claimed) {
        try {
            return signature.verify(claimed);
        } catch (SignatureException e) {
            // Raised for bytes that can be nobody's signature, which is the sender's doing.
            return false;
        }
    }

    private static void feed(Signature signature, byte[] prefix, byte[]... bodySegments)
            throws SignatureException {
        signature.update(prefix);
        for (byte[] segment : bodySegments) {
            signature.update(segment);
        }
    }

    /** RFC 8032 section 5.1.3: x² = (y² - 1) / (d·y² + 1) must have a root of the given parity. */
    private static boolean isOnCurve(BigInteger y, boolean xIsOdd) {
        if (y.compareTo(PRIME) >= 0) {
            return false;
        }
        BigInteger ySquared = y.multiply(y).mod(PRIME);
        BigInteger denominator = D.multiply(ySquared).add(BigInteger.ONE).mod(PRIME);
        BigInteger xSquared =
                ySquared.subtract(BigInteger.ONE)
                        .multiply(denominator.modInverse(PRIME))
                        .mod(PRIME);
        if (xSquared.signum() == 0) {
            return !xIsOdd;
        }
        return xSquared.modPow(PRIME.shiftRight(1), PRIME).equals(BigInteger.ONE);
    }

    private static byte[] encoded(EdECPoint point) {
        byte[] littleEndian = Arrays.copyOf(reversed(point.getY().toByteArray()), KEY_BYTES);
        if (point.isXOdd()) {
            littleEndian[KEY_BYTES - 1] |= (byte) 0x80;
        }
        return littleEndian;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java runtime cannot use an Ed25519 key", e);
    }

    /** A source of "randomness" that yields one known seed. */
    private static final class SeedSource extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        SeedSource(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("asked for " + bytes.length + " seed bytes");
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }
}
