package dev.ringback.server.filters;

/**
 * What is wrong with a filter, or went wrong with it.
 *
 * @param position where in the filter
 * @param words in a sentence without a full stop
 */
public record Fault(Position position, String words) {

    @Override
    public String toString() {
        return position + ": " + words;
    }
}
