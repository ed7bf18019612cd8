package dev.ringback.kernel.port;

/**
 * Something that exists once and must not end unseen: the loop that commits, prunes, fans out or
 * rings alarms. Each of its steps is run here. Whatever a step throws, an {@link Error} too, is
 * reported, and the loop goes on with the next one. A loop that cannot go on does without this, and
 * ends the process.
 *
 * @param name what runs there, for the report
 * @param report is told what a step threw
 */
public record Loop(String name, Report report) {

    /** Hears of steps that failed. */
    @FunctionalInterface
    public interface Report {

        /** A step of that loop threw this; the loop goes on. */
        void failed(String loop, Throwable why);
    }

    /** A loop whose failures are written to a log. */
    public static Loop logged(String name, System.Logger log) {
        return new Loop(name, (loop, why) -> log(log, loop, why));
    }

    /** That the store is away is no bug, and the next step does what this one could not. */
    private static void log(System.Logger log, String loop, Throwable why) {
        if (why instanceof StoreException) {
            log.log(
                    System.Logger.Level.WARNING,
                    () -> loop + ": a step failed as the store did, and the next is taken",
                    why);
        } else {
            log.log(
                    System.Logger.Level.ERROR,
                    () -> loop + ": a step failed by a bug, and the next is taken",
                    why);
        }
    }

    /** Runs a step; false when it threw something. */
    public boolean step(Runnable step) {
        try {
            step.run();
            return true;
        } catch (Throwable why) {
            tell(why);
            return false;
        }
    }

    /** Where not even the report can be made the loop goes on all the same. */
    private void tell(Throwable why) {
        try {
            report.failed(name, why);
        } catch (Throwable worse) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, worse);
        }
    }
}
