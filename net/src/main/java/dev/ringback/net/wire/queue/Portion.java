package dev.ringback.net.wire.queue;

import java.util.List;

/**
 * How many messages to ask for at a time: few of what is large, so that a megabyte or so is held.
 */
public final class Portion {

    private static final long BYTES = 1 << 20;
    private static final int GROWTH = 4;

    private final int most;
    private int next = 1;

    /**
     * Begins with one.
     *
     * @param most at a time
     */
    public Portion(int most) {
        this.most = most;
    }

    /** How many to ask for. */
    public int next() {
        return next;
    }

    /** Learns from what has come; gives it back. */
    public List<QueueMessage> came(List<QueueMessage> messages) {
        long bytes = messages.stream().mapToLong(each -> each.body().size()).sum();
        if (!messages.isEmpty()) {
            long fit = BYTES / Math.max(1, bytes / messages.size());
            next = Math.clamp(fit, 1, Math.min(most, GROWTH * next));
        }
        return messages;
    }
}
