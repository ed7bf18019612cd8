package dev.ringback.server.batches;

import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Keeps account of a batch's lines: which are jobs that have not ended, and what the others came
 * to. Told by those who commit and asked by those who poll, so every method is atomic and short.
 */
final class Ledger {

    private final TreeSet<Integer> open = new TreeSet<>();
    private Tally tally = Tally.NONE;

    /** What it holds at one moment. */
    record Snapshot(List<Integer> open, Tally tally) {}

    synchronized void reset(Snapshot snapshot) {
        open.clear();
        open.addAll(snapshot.open());
        tally = snapshot.tally();
    }

    /** Lines that are about to be committed as jobs. */
    synchronized Snapshot open(Collection<Integer> lines) {
        open.addAll(lines);
        return snapshot();
    }

    /** Lines that were not committed after all. */
    synchronized void withdraw(Collection<Integer> lines) {
        lines.forEach(open::remove);
    }

    /** Counts a line that has ended, once; how many are left, or empty when it was not open. */
    synchronized OptionalInt ended(int line, boolean succeeded, int bytes, BatchUsage usage) {
        if (!open.remove(line)) {
            return OptionalInt.empty();
        }
        tally = tally.plus(succeeded, bytes, usage);
        return OptionalInt.of(open.size());
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(List.copyOf(open), tally);
    }

    synchronized int size() {
        return open.size();
    }
}
