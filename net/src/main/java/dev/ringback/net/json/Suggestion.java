package dev.ringback.net.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the name that somebody probably meant. */
public final class Suggestion {

    /** Two slips of the finger, one in a short word; more and the guess misleads. */
    private static final int MAX_SLIPS = 2;

    private static final int SHORT = 3;

    /** Shorter words begin too many others. */
    private static final int TELLING = 4;

    /** Two words or more with commas and a last one behind "or". */
    private static final Pattern CHOICES =
            Pattern.compile("[\\w.*/-]+(, [\\w.*/-]+)* or [\\w.*/-]+");

    private static final Pattern BETWEEN = Pattern.compile(", | or ");

    private Suggestion() {}

    /**
     * The nearest of the names: the same in other letters, or a slip away, or the only one that
     * begins so. Empty when none is near.
     */
    public static Optional<String> nearest(String wrong, Collection<String> names) {
        String plain = plain(wrong);
        return names.stream()
                .filter(name -> plain(name).equals(plain) && !plain.isEmpty())
                .findFirst()
                .or(() -> slipped(wrong, names))
                .or(() -> begun(plain, names));
    }

    /**
     * What to add to the refusal of a word.
     *
     * @param choices such as {@code waiting, dead or cancelled}; nothing is added to any other text
     */
    public static String among(String wrong, String choices) {
        return CHOICES.matcher(choices).matches()
                ? question(wrong, List.of(BETWEEN.split(choices)))
                : "";
    }

    /** The same where the names are known. */
    public static String question(String wrong, Collection<String> names) {
        return nearest(wrong, names).map("; did you mean %s?"::formatted).orElse("");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace(" ", "");
    }

    /** One that begins with the word, or with which it begins, be that one or many. */
    private static Optional<String> begun(String plain, Collection<String> names) {
        String one = plain.endsWith("s") ? plain.substring(0, plain.length() - 1) : plain;
        List<String> begun =
                names.stream().filter(name -> begins(one, plain(name))).limit(2).toList();
        return begun.size() == 1 ? Optional.of(begun.getFirst()) : Optional.empty();
    }

    private static boolean begins(String start, String whole) {
        return start.length() >= TELLING
                && (whole.startsWith(start)
                        || (whole.length() >= TELLING && start.startsWith(whole)));
    }

    private static Optional<String> slipped(String wrong, Collection<String> names) {
        int most = wrong.length() <= SHORT ? 1 : MAX_SLIPS;
        return names.stream()
                .filter(name -> slips(wrong, name) <= most)
                .min(Comparator.comparingInt(name -> slips(wrong, name)));
    }

    /** Levenshtein's distance: characters to add, drop or exchange. */
    private static int slips(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int exchanged = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
