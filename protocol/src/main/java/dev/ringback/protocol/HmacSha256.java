package dev.ringback.protocol;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104) under one key. Safe for use by many threads at once. */
final class HmacSha256 {

    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;

    /** Keyed once and only ever cloned: looking up and keying a Mac costs more than a signature. */
    private final Mac prototype;

    /** Takes a key of 1 or more bytes, which nobody changes afterwards. */
    HmacSha256(byte[] key) {
        this.key = key;
        this.prototype = keyed(key);
    }

    /** The 32 bytes for a prefix and a body, as if they were one array. */
    byte[] of(byte[] prefix, byte[]... bodySegments) {
        Mac mac = fresh();
        mac.update(prefix);
        for (byte[] segment : bodySegments) {
            mac.update(segment);
        }
        return mac.doFinal();
    }

    private Mac fresh() {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException e) {
            // Security providers backed by hardware cannot clone; keying anew is slower but right.
            return keyed(key);
        }
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
        }
    }
}
