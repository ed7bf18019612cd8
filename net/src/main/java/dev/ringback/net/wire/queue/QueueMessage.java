package dev.ringback.net.wire.queue;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message that was read from a queue.
 *
 * @param position where it was there, such as {@code orders/0/42}
 * @param headers what the queue knows of it, {@link #ID} and the like, and what it came with
 * @param receipt by which the queue is told that it is done
 */
public record QueueMessage(String position, List<Header> headers, Payload body, String receipt) {

    /** The header with what tells it from others. */
    public static final String ID = "Message-Id";

    /** The header with what keeps it in order with others. */
    public static final String KEY = "Message-Key";

    /** The header with the type that the queue knows of it. */
    public static final String TYPE = "Message-Type";

    public QueueMessage {
        headers = List.copyOf(headers);
    }

    /** Its headers, put together: those of the queue's own knowledge are nobody else's to say. */
    public static final class Headers {

        private final List<Header> all = new ArrayList<>();

        /** What the queue knows. */
        public Headers known(String name, Optional<String> value) {
            value.filter(each -> !each.isEmpty())
                    .ifPresent(each -> all.add(new Header(name, clean(each))));
            return this;
        }

        /** What it came with. */
        public Headers add(String name, String value) {
            String cleanName = clean(name);
            boolean ours = List.of(ID, KEY, TYPE).stream().anyMatch(cleanName::equalsIgnoreCase);
            if (!cleanName.isEmpty() && !ours) {
                all.add(new Header(cleanName, clean(value)));
            }
            return this;
        }

        /** The same in bytes. */
        public Headers add(String name, byte[] value) {
            return add(name, new String(value, StandardCharsets.UTF_8));
        }

        /** All of them. */
        public List<Header> all() {
            return List.copyOf(all);
        }

        /** No header has line breaks. */
        private static String clean(String text) {
            return text.replaceAll("[\\r\\n\\x00]", " ");
        }
    }
}
