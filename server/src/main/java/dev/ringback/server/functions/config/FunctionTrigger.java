package dev.ringback.server.functions.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32;

/** What starts a function. */
public sealed interface FunctionTrigger {

    /**
     * An event.
     *
     * @param name of the event; one that ends with a star behind a slash or full stop means all
     *     that begin so
     * @param condition over {@code event}
     */
    record OnEvent(String name, Optional<String> condition) implements FunctionTrigger {

        /** Whether it means events of more than one name. */
        public boolean isPattern() {
            return name.endsWith("/*") || name.endsWith(".*");
        }

        /** Whether it means events of a name. */
        public boolean means(String event) {
            if (!isPattern()) {
                return name.equals(event);
            }
            String head = name.substring(0, name.length() - 1);
            return event.startsWith(head) && event.length() > head.length();
        }
    }

    /**
     * A schedule.
     *
     * @param jitter the most that is added, so that not all functions start at once
     */
    record OnSchedule(String cron, Duration jitter) implements FunctionTrigger {

        /** When a function is started that is due at a time; the same whoever works it out. */
        public Instant fires(String function, Instant scheduled) {
            CRC32 sum = new CRC32();
            sum.update((function + "@" + scheduled).getBytes(StandardCharsets.UTF_8));
            return scheduled.plusMillis(sum.getValue() % (jitter.toMillis() + 1));
        }
    }
}
