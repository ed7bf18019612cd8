package dev.ringback.server.functions.events;

import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.time.TimeOrderedIds;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Numbers of events and runs in the form in which SDKs know ids: 26 characters of Crockford's base
 * 32 that sort by time. The first ten are the milliseconds at which the number was given, three are
 * zero, and the rest is the number.
 */
public final class Ulid {

    private static final Pattern FORM = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");
    private static final int TIME = 10;
    private static final String FILLING = "000";
    private static final int NUMBER = TIME + FILLING.length();

    private Ulid() {}

    /** The text that stands for a number. */
    public static String of(long number) {
        long millis = TimeOrderedIds.moment(number).toEpochMilli();
        String time = Sequence.text("", millis).substring(NUMBER - TIME);
        return (time + FILLING + Sequence.text("", number)).toUpperCase(Locale.ROOT);
    }

    /** The number that a text stands for; empty for whatever {@link #of} does not make. */
    public static OptionalLong number(String text) {
        if (!is(text)) {
            return OptionalLong.empty();
        }
        OptionalLong number = Sequence.parse("", text.substring(NUMBER).toLowerCase(Locale.ROOT));
        return number.stream().filter(each -> of(each).equals(text)).findFirst();
    }

    /** Whether a text is of this form at all, whoever made it. */
    public static boolean is(String text) {
        return FORM.matcher(text).matches();
    }
}
