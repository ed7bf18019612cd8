package dev.ringback.net.wire;

/**
 * The characters that an HTTP token may have (RFC 9110 section 5.6.2): methods and header names.
 */
final class HttpTokens {

    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (int c = '0'; c <= 'z'; c++) {
            TOKEN[c] = c <= '9' || c >= 'a' || (c >= 'A' && c <= 'Z');
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private HttpTokens() {}

    static boolean isTokenByte(int c) {
        return c >= 0 && c < TOKEN.length && TOKEN[c];
    }
}
