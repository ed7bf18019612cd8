package dev.ringback.server.filters;

import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.EvaluationFailure;
import dev.ringback.server.filters.values.ValueKinds;
import dev.ringback.server.regexes.Regex;

/** CEL's functions of strings. */
final class StringFunctions {

    /** Shorter ones are looked for by the platform's own search, which is quick for these. */
    private static final int SHORT = 8;

    /** Bytes that a character costs to look for what is short, and for what is longer. */
    private static final long QUICK = 2;

    private static final long SLOW = 6;

    /** Bytes of the table that a longer one needs, per character. */
    private static final int TABLE = 4;

    private StringFunctions() {}

    static String of(String function, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw ValueKinds.unfit(function, value);
    }

    static Regex regex(String pattern, EvaluationBudget budget) {
        try {
            return Regex.of(pattern, budget);
        } catch (IllegalArgumentException e) {
            throw new EvaluationFailure("the regular expression " + e.getMessage());
        }
    }

    static boolean startsWith(Object text, Object head, EvaluationBudget budget) {
        String prefix = of("startsWith", head);
        budget.read(prefix.length());
        return of("startsWith", text).startsWith(prefix);
    }

    static boolean endsWith(Object text, Object tail, EvaluationBudget budget) {
        String suffix = of("endsWith", tail);
        budget.read(suffix.length());
        return of("endsWith", text).endsWith(suffix);
    }

    /** Costs the length of the text, whatever is looked for. */
    static boolean contains(Object whole, Object part, EvaluationBudget budget) {
        String text = of("contains", whole);
        String sought = of("contains", part);
        if (sought.length() > text.length()) {
            return false;
        }
        boolean quick = sought.length() <= SHORT;
        budget.read((quick ? QUICK : SLOW) * text.length());
        return quick ? text.contains(sought) : search(text, sought, borders(sought, budget));
    }

    /** Knuth, Morris and Pratt: no character of the text is looked at from the start again. */
    private static boolean search(String text, String sought, int[] borders) {
        int matched = 0;
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            while (matched > 0 && sought.charAt(matched) != sign) {
                matched = borders[matched - 1];
            }
            if (sought.charAt(matched) == sign) {
                matched++;
            }
            if (matched == sought.length()) {
                return true;
            }
        }
        return false;
    }

    /** For each head of the text, the length of its longest own head that is its tail too. */
    private static int[] borders(String sought, EvaluationBudget budget) {
        budget.make((long) TABLE * sought.length());
        int[] borders = new int[sought.length()];
        for (int at = 1; at < borders.length; at++) {
            int length = borders[at - 1];
            while (length > 0 && sought.charAt(length) != sought.charAt(at)) {
                length = borders[length - 1];
            }
            borders[at] = sought.charAt(length) == sought.charAt(at) ? length + 1 : 0;
        }
        return borders;
    }

    static String concat(String a, String b, EvaluationBudget budget) {
        budget.make((long) a.length() + b.length());
        return a + b;
    }

    /** In characters of Unicode. */
    static long size(String text, EvaluationBudget budget) {
        budget.read(text.length());
        return text.codePointCount(0, text.length());
    }

    static int compare(String a, String b, EvaluationBudget budget) {
        budget.read(Math.min(a.length(), b.length()));
        return a.compareTo(b);
    }
}
