package dev.ringback.server.filters;

/**
 * An error in a filter, or in its evaluation.
 *
 * @param position where in the filter
 * @param words in a sentence without a full stop
 */
public record FilterFault(Position position, String words) {

    @Override
    public String toString() {
        return position + ": " + words;
    }
}
