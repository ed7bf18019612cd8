package dev.ringback.testkit.upstream;

/**
 * An answer that was written to its end.
 *
 * @param asked what it answers
 * @param lastByteAt just before its last bytes were written, on the clock of {@link
 *     System#nanoTime}
 */
public record Answered(StubRequest asked, long lastByteAt) {}
