package dev.ringback.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The guide to the limits, and how it writes figures. */
final class LimitsGuide {

    private static final Path GUIDE = Path.of("..", "docs", "limits.md");

    private LimitsGuide() {}

    /** Each bound by what it bounds. */
    static Map<String, String> bounds() {
        Map<String, String> bounds = new LinkedHashMap<>();
        for (String line : Repository.lines(GUIDE)) {
            String[] cells = line.split(" *\\| *");
            if (cells.length > 2) {
                bounds.put(cells[1], cells[2]);
            }
        }
        return bounds;
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String bytes(long number) {
        long kibibytes = number / 1024;
        return kibibytes % 1024 == 0 ? kibibytes / 1024 + " MiB" : kibibytes + " KiB";
    }

    static String time(Duration duration) {
        if (duration.toHours() == 0) {
            return duration.toSeconds() + " s";
        }
        return duration.toDays() > 1 ? duration.toDays() + " days" : duration.toHours() + " h";
    }
}
