package dev.ringback.server.filters.values;

import dev.ringback.server.regexes.Regex;

/**
 * The budget of one evaluation, in steps and bytes. Steps are parts of the expression that are
 * looked at, and values that are compared; bytes are characters that are read, and more for those
 * that are made. Used by one thread.
 */
public final class EvaluationBudget implements Regex.Meter {

    /** Steps of an evaluation. */
    public static final int STEPS = 50_000;

    /** Bytes of an evaluation. */
    public static final int BYTES = 16 << 20;

    /** What is made stays in memory, and costs more than what is only read. */
    private static final int MADE = 4;

    private long steps = STEPS;
    private long bytes = BYTES;

    /** Takes one step. */
    public void step() {
        steps(1);
    }

    @Override
    public void steps(long count) {
        steps -= count;
        if (steps < 0) {
            throw new Spent("needs more than " + STEPS + " steps");
        }
    }

    /** Reads so many bytes. */
    @Override
    public void read(long count) {
        bytes -= count;
        if (bytes < 0) {
            throw new Spent("reads or makes more than " + (BYTES >> 20) + " MiB");
        }
    }

    /** Makes a value of so many bytes. Asked for before it is made. */
    public void make(long count) {
        read(count * MADE);
    }

    /** What was used, in steps: as many bytes as cost about as much time as a step are one. */
    public long used() {
        return STEPS - Math.max(0, steps) + inSteps(BYTES - Math.max(0, bytes));
    }

    /** What so many bytes cost, in steps. */
    public static long inSteps(long bytes) {
        return bytes / (BYTES / STEPS);
    }

    /** The budget is used up. No part of an expression can do without that. */
    public static final class Spent extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Spent(String words) {
            super(words, null, false, false);
        }
    }
}
