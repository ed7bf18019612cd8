package dev.ringback.net.wire.guard;

import java.net.IDN;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Optional;

/**
 * The reading of a host as a name. Names in other scripts become ASCII first, since full-width
 * digits turn into digits. The JDK does so by the rules of 2003; where those of today (UTS #46,
 * non-transitional, as browsers have them) may lead to another name, which somebody else may own,
 * there is no reading.
 */
final class HostName {

    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

    private HostName() {}

    /** The name in ASCII and lower case, with a trailing dot where there was one. */
    static Optional<String> ascii(String text) {
        String host;
        try {
            // Not by the rules of host names, which are below: names of containers have a "_".
            host = IDN.toASCII(text, 0).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String undotted = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        boolean valid =
                undotted.length() <= LONGEST
                        && isReadAlike(text, host)
                        && Optional.of(undotted.split("\\.", -1))
                                .filter(HostName::areLabels)
                                .isPresent();
        return valid ? Optional.of(host) : Optional.empty();
    }

    /** Sharp s and final sigma are letters of their own today, and so is what has a lower case. */
    private static boolean isReadAlike(String text, String host) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return true;
        }
        String read = IDN.toUnicode(host);
        return text.indexOf('\u00df') < 0
                && text.indexOf('\u1e9e') < 0
                && text.indexOf('\u03c2') < 0
                && Normalizer.normalize(read.toLowerCase(Locale.ROOT), Form.NFKC).equals(read)
                && modern(text).equals(modern(read));
    }

    /** The name as it is mapped today, whatever was mapped otherwise in 2003. */
    private static String modern(String text) {
        String composed = Normalizer.normalize(text, Form.NFKC).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(composed, Form.NFKC).replace('\u3002', '.');
    }

    private static boolean areLabels(String[] labels) {
        for (String label : labels) {
            boolean valid =
                    !label.isEmpty()
                            && label.length() <= LONGEST_LABEL
                            && !label.startsWith("-")
                            && !label.endsWith("-")
                            && label.chars().allMatch(HostName::isOfALabel);
            if (!valid) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfALabel(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
