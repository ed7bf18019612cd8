package dev.ringback.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The signing key that a server and the apps whose functions it calls share. Safe for use by many
 * threads at once.
 *
 * <p>It is written with or without its prefix, {@code signkey-<environment>-}. What follows is hex,
 * and is used in two ways: requests are signed with its text, in UTF-8, while an app shows that it
 * knows the key by a SHA-256 of the bytes that the hex stands for.
 */
public final class FunctionKey {

    /** The most characters of a key, with its prefix. */
    public static final int MAX_CHARS = 1_024;

    private static final Pattern FORM = Pattern.compile("(signkey-[A-Za-z0-9_]+-)?(.*)");
    private static final String BEARER = "Bearer ";

    private final String hex;
    private final String hash;
    private final HmacSha256 hmac;

    private FunctionKey(String hex) {
        this.hex = hex;
        this.hash = HexFormat.of().formatHex(sha256(HexFormat.of().parseHex(hex)));
        this.hmac = new HmacSha256(hex.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes a key.
     *
     * @param text an even number of hex digits, at least two, with the prefix or without it
     * @throws MalformedKeyException when it is something else
     */
    public static FunctionKey of(String text) {
        Optional<String> problem = problemWith(text);
        if (problem.isPresent()) {
            throw new MalformedKeyException("signing key " + problem.get());
        }
        return new FunctionKey(withoutPrefix(text));
    }

    /** Says in words why a text cannot be a key, without repeating it; empty when it can. */
    public static Optional<String> problemWith(String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.of("has more than " + MAX_CHARS + " characters");
        }
        String digits = withoutPrefix(text);
        if (digits.isEmpty() || digits.length() % 2 != 0) {
            return Optional.of(
                    "has "
                            + digits.length()
                            + " hex digits behind its prefix, not an even number of them");
        }
        return digits.chars().allMatch(HexFormat::isHexDigit)
                ? Optional.empty()
                : Optional.of(
                        "is not hex: it is signkey-, a word, a hyphen and an even number of hex"
                                + " digits, or the digits alone");
    }

    /**
     * The SHA-256 of the key's bytes as 64 digits of lower-case hex: by it an app can be told which
     * key a server has, without the key.
     */
    public String hash() {
        return hash;
    }

    /**
     * Whether the value of a header {@code Authorization} shows this key: its hash or the key
     * itself, each with any prefix of an environment or without. SDKs differ in which they send.
     */
    public boolean isShownBy(String authorization) {
        boolean scheme = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String shown =
                withoutPrefix(scheme ? authorization.substring(BEARER.length()).strip() : "");
        boolean hashed = ConstantTime.equal(hash, shown);
        boolean whole = ConstantTime.equal(hex, shown);
        return hashed || whole;
    }

    /** The signature of a body at a time: 64 digits of lower-case hex. */
    String sign(long seconds, byte[]... body) {
        byte[][] parts = new byte[body.length + 1][];
        System.arraycopy(body, 0, parts, 0, body.length);
        parts[body.length] = Long.toString(seconds).getBytes(StandardCharsets.US_ASCII);
        return HexFormat.of().formatHex(hmac.of(new byte[0], parts));
    }

    private static String withoutPrefix(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? form.group(2) : text;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** The length only; the key never gets into a log by this way. */
    @Override
    public String toString() {
        return "FunctionKey[redacted, " + hex.length() + " hex digits]";
    }
}
