package dev.ringback.server.command;

import dev.ringback.cli.ExitCode;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Waits for the operating system to end the process. */
final class ProcessSignals {

    private static final System.Logger LOG = System.getLogger(ProcessSignals.class.getName());

    private ProcessSignals() {}

    /**
     * A Java process that a signal ends has exit code 128 plus the signal's number. Ending when
     * asked is no failure, so the hook that does the work also sets the code.
     */
    static int await(Supplier<OptionalInt> watching, Runnable stop) {
        Thread hook =
                Thread.ofPlatform()
                        .name("stop")
                        .unstarted(() -> Runtime.getRuntime().halt(codeOf(stop)));
        Runtime.getRuntime().addShutdownHook(hook);
        OptionalInt code = watching.get();
        if (code.isPresent()) {
            return ended(hook, code.getAsInt());
        }
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    /** Once the operating system has asked, the hook ends the process with its own code. */
    private static int ended(Thread hook, int code) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            return code;
        } catch (IllegalStateException _) {
            return ExitCode.OK;
        }
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
