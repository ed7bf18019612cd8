package dev.ringback.server.batches;

/**
 * The counts of a batch's lines that have ended, and the lengths of its files.
 *
 * @param completed lines in the output file
 * @param failed lines in the error file
 * @param outputBytes length of the output file
 * @param errorBytes length of the error file
 * @param usage what the answers took
 */
record Tally(int completed, int failed, long outputBytes, long errorBytes, BatchUsage usage) {

    static final Tally NONE = new Tally(0, 0, 0, 0, BatchUsage.NONE);

    /** One line more, as it is in its file without the line feed. */
    Tally plus(boolean succeeded, int bytes, BatchUsage took) {
        BatchUsage sum = usage.plus(took);
        return succeeded
                ? new Tally(completed + 1, failed, outputBytes + bytes + 1, errorBytes, sum)
                : new Tally(completed, failed + 1, outputBytes, errorBytes + bytes + 1, sum);
    }
}
