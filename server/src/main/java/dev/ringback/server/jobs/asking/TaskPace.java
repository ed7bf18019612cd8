package dev.ringback.server.jobs.asking;

import java.time.Duration;

/**
 * How long an upstream is left alone between two questions about a task.
 *
 * @param first before the first question
 * @param longest later on
 */
record TaskPace(Duration first, Duration longest) {

    /** Of one that calls back: the questions are for callbacks that were lost. */
    static final TaskPace CALLED_BACK =
            new TaskPace(Duration.ofSeconds(20), Duration.ofMinutes(10));

    /** Of one that cannot call back. */
    static final TaskPace ASKED = new TaskPace(Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** Half as much again each time. */
    private static final double GROWTH = 1.5;

    /**
     * The pause before a question.
     *
     * @param asked how many were asked before
     */
    Duration before(int asked) {
        double millis = first.toMillis() * Math.pow(GROWTH, Math.min(asked, 64));
        return Duration.ofMillis((long) Math.min(millis, (double) longest.toMillis()));
    }
}
