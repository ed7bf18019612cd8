package dev.ringback.protocol;

import java.util.Base64;

/** The text form of keys: a prefix that names the sort of key, then standard base64. */
final class KeyText {

    static final String SYMMETRIC = "whsec_";
    static final String SIGNING = "whsk_";
    static final String VERIFYING = "whpk_";

    /** Longer than any key in its text form; keeps the decoder away from pasted files. */
    private static final int MAX_CHARS = 1_024;

    private KeyText() {}

    /** Decodes a key; the prefix may be absent and white space around the text is ignored. */
    static byte[] decode(String prefix, String text) {
        String bare = text.strip();
        if (bare.length() > MAX_CHARS) {
            throw new MalformedKeyException("key is longer than " + MAX_CHARS + " characters");
        }
        refuseOtherPrefixes(prefix, bare);
        if (bare.startsWith(prefix)) {
            bare = bare.substring(prefix.length());
        }
        try {
            return Base64.getDecoder().decode(bare);
        } catch (IllegalArgumentException e) {
            // The decoder's message may quote a character of the secret, so it is left out.
            throw new MalformedKeyException("key is not base64 after the prefix " + prefix);
        }
    }

    static String encode(String prefix, byte[] key) {
        return prefix + Base64.getEncoder().encodeToString(key);
    }

    private static void refuseOtherPrefixes(String wanted, String text) {
        for (String prefix : new String[] {SYMMETRIC, SIGNING, VERIFYING}) {
            if (!prefix.equals(wanted) && text.startsWith(prefix)) {
                throw new MalformedKeyException(
                        "key starts with " + prefix + " where " + wanted + " is expected");
            }
        }
    }
}
