package dev.ringback.e2e;

import dev.ringback.testkit.Eventually;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** A server in a process of its own, from its ready line to its end. */
final class RunningServer implements AutoCloseable {

    private static final String READY = "ringback ready ";

    private final Process process;
    private final Output out;
    private final Output err;
    private final Duration startup;
    private final URI uri;

    private RunningServer(Process process) {
        long start = System.nanoTime();
        this.process = process;
        out = Output.of(process.inputReader());
        err = Output.of(process.errorReader());
        try {
            String line = out.await(each -> each.startsWith(READY));
            startup = Duration.ofNanos(System.nanoTime() - start);
            uri = URI.create(line.substring(READY.length()));
        } catch (AssertionError e) {
            process.destroyForcibly();
            throw new AssertionError("no ready line; standard error: " + err.lines(), e);
        }
    }

    /** Starts {@code dev} on a free port. */
    static RunningServer dev(Path data, String... more) {
        return start(Map.of(), data, "dev", more);
    }

    /** Starts {@code serve} on a free port. */
    static RunningServer serve(Path data, Map<String, String> variables, String... more) {
        return start(variables, data, "serve", more);
    }

    /** Waits until a process that was started in another way is ready. */
    static RunningServer of(Process process) {
        return new RunningServer(process);
    }

    private static RunningServer start(
            Map<String, String> variables, Path data, String command, String... more) {
        String[] arguments =
                Stream.concat(
                                Stream.of(command, "--port", "0", "--data", data.toString()),
                                Stream.of(more))
                        .toArray(String[]::new);
        return new RunningServer(Jar.run(variables, arguments));
    }

    /** Where it listens, such as {@code http://127.0.0.1:40001}. */
    URI uri() {
        return uri;
    }

    /** The URL of something on it. */
    String url(String path) {
        return uri + path;
    }

    Output out() {
        return out;
    }

    Output err() {
        return err;
    }

    /** From the start of the process to its ready line. */
    Duration startup() {
        return startup;
    }

    boolean runs() {
        return process.isAlive();
    }

    /** Asks it to end, by SIGTERM. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for its end and returns the exit code. */
    int exitCode() {
        return Eventually.ended("the server", process);
    }

    /** Kills it when it still runs, and waits until it is gone. */
    @Override
    public void close() {
        int _ = Eventually.ended("the server", process.destroyForcibly());
    }
}
