package dev.ringback.server.command;

import java.util.concurrent.CountDownLatch;

/** Waits for the operating system to end the process. */
final class ProcessSignals {

    private static final System.Logger LOG = System.getLogger(ProcessSignals.class.getName());

    private ProcessSignals() {}

    /**
     * A Java process that a signal ends has exit code 128 plus the signal's number. Ending when
     * asked is no failure, so the hook that does the work also sets the code.
     */
    static int await(Runnable watching, Runnable stop) {
        Thread hook =
                Thread.ofPlatform()
                        .name("stop")
                        .unstarted(() -> Runtime.getRuntime().halt(codeOf(stop)));
        Runtime.getRuntime().addShutdownHook(hook);
        watching.run();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    private static int codeOf(Runnable stop) {
        try {
            stop.run();
            return ExitCode.OK;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the server did not stop as it should", e);
            return ExitCode.FAILED;
        } finally {
            System.out.flush();
            System.err.flush();
        }
    }
}
