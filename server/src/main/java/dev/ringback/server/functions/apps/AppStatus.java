package dev.ringback.server.functions.apps;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How it went when an app was last asked for its functions, or told them. */
public enum AppStatus {
    /** Its functions are as it told them. */
    SYNCED,
    /** Nobody answered. */
    UNREACHABLE,
    /** It did not tell, or what it told was not taken. */
    REFUSED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As JSON writes it. */
    public String word() {
        return word;
    }

    /** Reads a word; empty when it is none of these. */
    public static Optional<AppStatus> parse(String word) {
        return Stream.of(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
