package dev.ringback.net.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
public final class Suggestion {

    /** Two slips of the finger, one in a short word; more and the guess misleads. */
    private static final int MAX_SLIPS = 2;

    private static final int SHORT = 3;

    private Suggestion() {}

    /** The nearest of the names; empty when none is near. */
    public static Optional<String> nearest(String wrong, Collection<String> names) {
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
