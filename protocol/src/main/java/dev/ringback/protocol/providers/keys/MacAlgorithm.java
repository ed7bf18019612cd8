package dev.ringback.protocol.providers.keys;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC (RFC 2104) over the digests that providers use. */
public enum MacAlgorithm {
    /** HMAC-SHA1, which some old providers still use. */
    SHA1("HmacSHA1"),
    /** HMAC-SHA256. */
    SHA256("HmacSHA256"),
    /** HMAC-SHA384. */
    SHA384("HmacSHA384"),
    /** HMAC-SHA512. */
    SHA512("HmacSHA512");

    private final String name;

    MacAlgorithm(String name) {
        this.name = name;
    }

    /**
     * The code of a message.
     *
     * @param key at least one byte
     * @param parts the message, as if they were one array
     */
    public byte[] of(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(key, name));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + name, e);
        }
    }
}
