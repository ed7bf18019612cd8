package dev.ringback.server.functions.config;

import java.util.List;
import java.util.Locale;

/**
 * One field of a schedule.
 *
 * @param bits which values it has
 * @param isAny whether it leaves the value open
 */
record CronField(long bits, boolean isAny) {

    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> DAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /** What a field may hold. */
    private record Range(String name, int least, int most, List<String> names) {

        static Range of(String name) {
            return switch (name) {
                case "minute" -> new Range(name, 0, 59, List.of());
                case "hour" -> new Range(name, 0, 23, List.of());
                case "day of the month" -> new Range(name, 1, 31, List.of());
                case "month" -> new Range(name, 1, 12, MONTHS);
                default -> new Range(name, 0, 6, DAYS);
            };
        }

        int value(String text) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            if (named >= 0) {
                return named + least;
            }
            if (!text.matches("[0-9]{1,3}")) {
                throw new IllegalArgumentException("has a " + name + " that is no number: " + text);
            }
            int value = Integer.parseInt(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        "has " + name + " " + value + ", not " + least + " to " + most);
            }
            return value;
        }
    }

    static CronField of(String name, String text) {
        Range range = Range.of(name);
        long bits = 0;
        boolean any = false;
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            boolean open = stepped[0].equals("*") || stepped[0].equals("?");
            any |= open && stepped.length == 1;
            bits |= bits(range, stepped, open);
        }
        return new CronField(bits, any);
    }

    private static long bits(Range range, String[] stepped, boolean open) {
        if (stepped.length > 2) {
            throw new IllegalArgumentException("has more than one / in its " + range.name());
        }
        String[] ends = stepped[0].split("-", -1);
        if (ends.length > 2) {
            throw new IllegalArgumentException("has more than one - in its " + range.name());
        }
        int first = open ? range.least() : range.value(ends[0]);
        int last =
                open || (ends.length == 1 && stepped.length == 2)
                        ? range.most()
                        : range.value(ends[ends.length - 1]);
        int step = stepped.length == 2 ? step(range, stepped[1]) : 1;
        if (last < first) {
            throw new IllegalArgumentException(
                    "has a " + range.name() + " that ends before it begins");
        }
        long bits = 0;
        for (int each = first; each <= last; each += step) {
            bits |= 1L << each;
        }
        return bits;
    }

    private static int step(Range range, String text) {
        if (!text.matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("has a step of no size in its " + range.name());
        }
        return Integer.parseInt(text);
    }

    boolean has(int value) {
        return ((bits >> value) & 1) == 1;
    }
}
