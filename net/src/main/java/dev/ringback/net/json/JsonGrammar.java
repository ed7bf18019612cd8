package dev.ringback.net.json;

import java.util.Arrays;

/**
 * Checks whether bytes are one JSON text in UTF-8 (RFC 8259), and nothing else.
 *
 * <p>Every delivery is checked before its payload is put into an envelope: a payload that only
 * claims to be JSON could break the envelope, or add members to it. A parser would do, and takes
 * three times as long because it also reads names and numbers.
 */
public final class JsonGrammar {

    /** Deeper ones are not taken for JSON; receivers' parsers stop much earlier. */
    static final int MAX_DEPTH = Strictness.PASSED.depth();

    private final byte[] bytes;
    private int at;
    private byte[] closers = new byte[32];
    private int depth;

    private JsonGrammar(byte[] bytes) {
        this.bytes = bytes;
    }

    public static boolean accepts(byte[] bytes) {
        return new JsonGrammar(bytes).text();
    }

    private boolean text() {
        boolean right = value();
        while (right && depth > 0) {
            byte next = pastSpace();
            if (next == ',') {
                at++;
                right = (closers[depth - 1] == ']' || name()) && value();
            } else {
                right = next == closers[depth - 1];
                depth--;
                at++;
            }
        }
        pastSpace();
        return right && at == bytes.length;
    }

    /** A value that is whole, or the beginning of one up to its first innermost value. */
    private boolean value() {
        while (true) {
            byte first = pastSpace();
            if (first != '{' && first != '[') {
                return scalar(first);
            }
            at++;
            byte closer = (byte) (first + 2);
            if (pastSpace() == closer) {
                at++;
                return true;
            }
            if (!open(closer) || (closer == '}' && !name())) {
                return false;
            }
        }
    }

    private boolean open(byte closer) {
        if (depth == closers.length) {
            closers = Arrays.copyOf(closers, 2 * depth);
        }
        closers[depth++] = closer;
        return depth <= MAX_DEPTH;
    }

    private boolean name() {
        if (pastSpace() != '"' || !string()) {
            return false;
        }
        boolean colon = pastSpace() == ':';
        at++;
        return colon;
    }

    private boolean scalar(byte first) {
        return switch (first) {
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean number() {
        if (peek() == '-') {
            at++;
        }
        boolean zero = peek() == '0';
        int whole = digits();
        boolean right = whole == 1 || (whole > 1 && !zero);
        if (right && peek() == '.') {
            at++;
            right = digits() > 0;
        }
        if (right && (peek() == 'e' || peek() == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            right = digits() > 0;
        }
        return right;
    }

    private int digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at - start;
    }

    private boolean string() {
        at++;
        while (at < bytes.length) {
            byte b = bytes[at++];
            if (b == '"') {
                return true;
            }
            boolean right = b == '\\' ? escape() : b < 0 ? encoded() : b >= ' ';
            if (!right) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        byte b = peek();
        at++;
        return switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> true;
            case 'u' -> fourHexDigits();
            default -> false;
        };
    }

    private boolean fourHexDigits() {
        for (int i = 0; i < 4; i++) {
            if (Character.digit(peek(), 16) < 0) {
                return false;
            }
            at++;
        }
        return true;
    }

    /** The rest of a character of more than one byte. */
    private boolean encoded() {
        int length = Utf8.length(bytes, at - 1);
        at += length - 1;
        return length > 0;
    }

    private byte pastSpace() {
        byte b = peek();
        while (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
            at++;
            b = peek();
        }
        return b;
    }

    /** The next byte; 0, which stands nowhere in JSON, at the end. */
    private byte peek() {
        return at < bytes.length ? bytes[at] : 0;
    }
}
