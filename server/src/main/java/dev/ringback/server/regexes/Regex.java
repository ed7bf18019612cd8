package dev.ringback.server.regexes;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A regular expression of a stranger, which is one of RE2: the time that it takes grows with its
 * size and with the text, and not worse. Both are charged, character by character, as the text is
 * read. It knows no look-around and no back-references. Immutable, for many threads.
 */
public final class Regex {

    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_SIZE = 1_000;

    /** What an instruction of a program costs, per character and when it is made. */
    private static final int BYTES_PER_INSTRUCTION = 8;

    private static final int STEPS_PER_INSTRUCTION = 32;
    private static final String QUOTATION = "\\Q";

    private final Pattern pattern;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Charges what reading costs, before it is done; throws when too much has been charged. */
    public interface Meter {

        void steps(long count);

        void read(long bytes);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none, or too large, saying so in words
     */
    public static Regex of(String text, Meter meter) {
        if (text.length() > MAX_LENGTH || size(text) > MAX_SIZE) {
            throw new IllegalArgumentException("is too large");
        }
        meter.steps(STEPS_PER_INSTRUCTION * (size(text) + text.length()));
        Pattern compiled = compiled(text);
        if (compiled.programSize() > 2 * MAX_SIZE) {
            throw new IllegalArgumentException("is too large");
        }
        return new Regex(compiled);
    }

    private static Pattern compiled(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is wrong: " + e.getDescription(), e);
        }
    }

    /** Whether a part of a text is what it describes. */
    public boolean find(String text, Meter meter) {
        return pattern.matcher(new Metered(text, pattern.programSize(), meter)).find();
    }

    /**
     * About how many instructions a pattern becomes, at least: repetitions of repetitions multiply,
     * and would be made before the size could be known.
     */
    static long size(String pattern) {
        Deque<Long> outer = new ArrayDeque<>();
        long sum = 0;
        long last = 0;
        int at = 0;
        while (at < pattern.length()) {
            char sign = pattern.charAt(at);
            switch (sign) {
                case '(' -> {
                    outer.push(sum);
                    sum = 0;
                    last = 0;
                }
                case ')' -> {
                    last = sum;
                    sum += outer.isEmpty() ? 0 : outer.pop();
                }
                case '{' -> {
                    long more = last * (Math.max(1, most(pattern, at)) - 1);
                    sum += more;
                    last += more;
                }
                case '*', '+', '?' -> sum++;
                default -> {
                    last = 1;
                    sum += pattern.startsWith(QUOTATION, at) ? end(pattern, at) - at : 1;
                }
            }
            at = sum > MAX_SIZE ? pattern.length() : end(pattern, at);
        }
        return sum + outer.stream().mapToLong(Long::longValue).sum();
    }

    /** Where what begins here ends: escapes, quotations and classes are one each. */
    private static int end(String pattern, int at) {
        int end =
                switch (pattern.charAt(at)) {
                    case '\\' ->
                            pattern.startsWith(QUOTATION, at) ? pattern.indexOf("\\E", at) : at + 1;
                    case '[' -> pattern.indexOf(']', at);
                    case '{' -> most(pattern, at) > 0 ? pattern.indexOf('}', at) : at;
                    default -> at;
                };
        return end < 0 ? pattern.length() : end + 1;
    }

    /** The greatest number between braces; 0 when there is none. */
    private static long most(String pattern, int brace) {
        long most = 0;
        long number = 0;
        for (int at = brace + 1; at < pattern.length() && pattern.charAt(at) != '}'; at++) {
            char sign = pattern.charAt(at);
            if (sign != ',' && (sign < '0' || sign > '9')) {
                return 0;
            }
            number = sign == ',' ? 0 : Math.min(MAX_SIZE + 1L, number * 10 + sign - '0');
            most = Math.max(most, number);
        }
        return most;
    }

    /** A text whose every reading costs a pass over the program. */
    private record Metered(String text, int program, Meter meter) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            meter.read((long) program * BYTES_PER_INSTRUCTION);
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Metered(text.substring(start, end), program, meter);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
