package dev.ringback.kernel.model;

/**
 * A part of an event's payload that is also a part of an earlier event's, byte for byte. The store
 * keeps such bytes once, with the earlier event, and puts them back when it reads the later one;
 * the earlier event is not pruned before the later one. When the earlier event is not on disk as
 * the later one is committed, or does not reach that far, the bytes are kept with the later one.
 * That they are the same bytes is not looked at: who quotes answers for it.
 *
 * @param at where the part begins in the payload that quotes
 * @param event sequence of the event that is quoted, smaller than that of the one that quotes
 * @param from where the part begins in the quoted event's complete payload
 * @param length how many bytes, 1 or more
 */
public record Quote(int at, long event, int from, int length) {

    public Quote {
        if (at < 0 || from < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "no quote of %d bytes from %d at %d".formatted(length, from, at));
        }
    }
}
