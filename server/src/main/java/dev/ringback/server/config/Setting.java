package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One setting: everything that flags, variables, the file, the help and the guide say about it.
 *
 * @param name in words with hyphens, as the flag and the file write it
 * @param places where it may be given
 * @param form what a value looks like, with its bounds
 * @param fallback the text that stands when nobody gives a value
 * @param meaning one sentence
 * @param shape how its text is treated
 * @param reader turns its text into a value
 */
public record Setting<T>(
        String name,
        Set<SettingPlace> places,
        String form,
        Optional<String> fallback,
        String meaning,
        Shape shape,
        Reader<T> reader) {

    /** What the environment variables start with. */
    public static final String VARIABLE_PREFIX = "RINGBACK_";

    public Setting {
        places = Set.copyOf(places);
    }

    /** How the text of a setting is treated. */
    public enum Shape {
        /** One value. */
        SINGLE,
        /** True or false; the flag alone means true. */
        SWITCH,
        /** One value that must not be shown. */
        SECRET,
        /** Any number of values; flags repeat, a variable has spaces between them. */
        LIST,
        /** Any number of values, which must not be shown. */
        SECRET_LIST;

        /** Whether it takes any number of values. */
        public boolean repeats() {
            return this == LIST || this == SECRET_LIST;
        }

        /** Whether a message may repeat what was given. */
        public boolean shown() {
            return this != SECRET && this != SECRET_LIST;
        }
    }

    /** Turns text into a value. */
    @FunctionalInterface
    interface Reader<T> {

        /**
         * Reads.
         *
         * @param texts one, unless the setting repeats
         */
        Reading<T> read(List<String> texts, Environment environment);
    }

    /** The flag, such as {@code --log-format}. */
    public String flag() {
        return "--" + name;
    }

    /** The environment variable, such as {@code RINGBACK_LOG_FORMAT}. */
    public String variable() {
        return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Whether it may be given there. */
    public boolean in(SettingPlace place) {
        return places.contains(place);
    }
}
