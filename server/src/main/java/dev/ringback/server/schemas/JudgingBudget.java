package dev.ringback.server.schemas;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.server.regexes.Regex;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The budget of one judgement. Steps are keywords that are evaluated, and values that are compared
 * or gone through; what is read costs steps by its length; bytes are those of what is kept until
 * the end. It belongs to the thread that judges: what the library makes does not pass it on.
 */
final class JudgingBudget implements Regex.Meter {

    /** Steps of a judgement. */
    static final int STEPS = 500_000;

    /** Bytes that a judgement may keep beside the payload: fewer with a small heap. */
    static final int BYTES = Math.clamp(Runtime.getRuntime().maxMemory() / 32, 1 << 20, 16 << 20);

    private static final int BYTES_PER_STEP = 256;

    /** Room is asked for in pieces. */
    private static final int PIECE = 1 << 18;

    /** What a thread is charged that has none: nothing. What it does is bounded by size. */
    private static final Regex.Meter FREE =
            new Regex.Meter() {
                @Override
                public void steps(long count) {}

                @Override
                public void read(long bytes) {}
            };

    private static final ScopedValue<JudgingBudget> OF_THREAD = ScopedValue.newInstance();

    private long left = (long) STEPS * BYTES_PER_STEP;
    private final KeywordPath path = new KeywordPath();
    private long kept;
    private long room;

    /** Does work that is charged to this budget. */
    <T> T during(Supplier<T> work) {
        return ScopedValue.where(OF_THREAD, this).call(work::get);
    }

    /** The budget of what this thread judges; empty when it does not judge. */
    static Optional<JudgingBudget> current() {
        return OF_THREAD.isBound() ? Optional.of(OF_THREAD.get()) : Optional.empty();
    }

    /** What this thread is charged to. */
    static Regex.Meter ofThread() {
        return OF_THREAD.isBound() ? OF_THREAD.get() : FREE;
    }

    /** By which keywords it came to where it is. */
    KeywordPath path() {
        return path;
    }

    @Override
    public void steps(long count) {
        read(count * BYTES_PER_STEP);
    }

    @Override
    public void read(long bytes) {
        left -= bytes;
        if (left < 0) {
            throw new Spent("needs more than " + STEPS + " steps");
        }
    }

    /** How many steps were used. */
    long used() {
        return STEPS - Math.max(0, left) / BYTES_PER_STEP;
    }

    /** Keeps so many bytes until the end of what is judged. */
    void keep(long bytes) {
        kept += bytes;
        if (kept > BYTES) {
            throw new Spent("needs more than " + (BYTES >> 20) + " MiB");
        }
        while (room < kept) {
            RoomOfThread.take(PIECE);
            room += PIECE;
        }
    }

    /** The budget is used up. */
    static final class Spent extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Spent(String words) {
            super(words, null, false, false);
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }
}
