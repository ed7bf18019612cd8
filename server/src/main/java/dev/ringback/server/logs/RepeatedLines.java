package dev.ringback.server.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Thins out repeated log lines, so that a log stays readable and its disk does not fill when the
 * same goes wrong hundreds of times a second: of what repeats, the first is written, and the others
 * are counted. Lines are the same when they differ in numbers only.
 */
final class RepeatedLines {

    /** How long what repeats is counted before it is said how often it did. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    /** More kinds at a time are written as they come. */
    static final int KINDS = 256;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** Something that was written, and how often it has been kept back since. */
    record Repeated(String logger, String message, long times) {}

    private static final class Kind {
        final String logger;
        final String message;
        final Instant since;
        long times;

        Kind(String logger, String message, Instant since) {
            this.logger = logger;
            this.message = message;
            this.since = since;
        }
    }

    // In the order in which their windows end.
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    /** Whether this is to be written; else it is counted. */
    synchronized boolean isNew(String logger, String message, Instant now) {
        String key = logger + ' ' + NUMBER.matcher(message).replaceAll("#");
        Kind known = kinds.get(key);
        if (known != null) {
            known.times++;
            return false;
        }
        if (kinds.size() < KINDS) {
            kinds.put(key, new Kind(logger, message, now));
        }
        return true;
    }

    /** What has repeated in the windows that are over; a clock that was set back ends them too. */
    synchronized List<Repeated> over(Instant now) {
        List<Repeated> over = new ArrayList<>();
        for (Iterator<Kind> each = kinds.values().iterator(); each.hasNext(); ) {
            Kind kind = each.next();
            boolean runs = !now.isBefore(kind.since) && now.isBefore(kind.since.plus(WINDOW));
            if (!runs) {
                each.remove();
                if (kind.times > 0) {
                    over.add(new Repeated(kind.logger, kind.message, kind.times));
                }
            }
        }
        return over;
    }
}
