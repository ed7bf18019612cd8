package dev.ringback.kernel.model;

/** The one rule for what an id may look like: short, printable, safe in a path and in a header. */
final class Names {

    private Names() {}

    static void require(String what, String value, int maxLength, boolean punctuated) {
        if (!valid(value, maxLength, punctuated)) {
            throw new IllegalArgumentException(
                    "%s must be 1 to %d characters of [A-Za-z0-9_-%s]"
                            .formatted(what, maxLength, punctuated ? ".:" : ""));
        }
    }

    static boolean valid(String value, int maxLength, boolean punctuated) {
        if (value.isEmpty() || value.length() > maxLength) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '_'
                            || c == '-';
            if (!plain && !(punctuated && (c == '.' || c == ':'))) {
                return false;
            }
        }
        return true;
    }
}
