package dev.ringback.testkit.crash;

import dev.ringback.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A real server in a JVM of its own, which can be killed at any moment. It cannot outlive the JVM
 * that started it, unless that one is killed itself.
 */
public final class ServerProcess implements AutoCloseable {

    private static final String READY = "ringback ready ";
    private static final String STANDBY = "ringback standby ";
    private static final int TAIL = 40;

    private final Plan plan;
    private final Process process;
    private final long startedAt = System.nanoTime();
    private final CompletableFuture<Ready> ready = new CompletableFuture<>();
    private final CompletableFuture<URI> standby = new CompletableFuture<>();
    private final Thread hook;

    /**
     * What to start.
     *
     * @param jvm options of the JVM
     * @param mainClass found on the class path of this JVM
     * @param arguments of the program
     * @param environment of the process, added to what it inherits
     * @param cleared beginning of the names of variables that it does not inherit
     * @param log where its standard error goes; appended to
     */
    public record Plan(
            List<String> jvm,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment,
            String cleared,
            Path log) {}

    private record Ready(URI uri, long at) {}

    private ServerProcess(Plan plan, Process process) {
        this.plan = plan;
        this.process = process;
        this.hook = Thread.ofPlatform().unstarted(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        Thread.ofPlatform().daemon().name("output of " + process.pid()).start(this::read);
    }

    /**
     * Starts one and returns while it is still on its way up.
     *
     * @param before words in front of the command, of a program that becomes what it starts
     */
    public static ServerProcess launch(Plan plan, String... before) {
        var command = new ArrayList<String>(List.of(before));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(plan.jvm());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), plan.mainClass()));
        command.addAll(plan.arguments());
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith(plan.cleared()));
        builder.environment().putAll(plan.environment());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
        try {
            return new ServerProcess(plan, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("no child process", e);
        }
    }

    /** Waits for the line in which it says that it is ready. */
    public ServerProcess awaitReady() {
        try {
            Ready _ = Eventually.get("the server is ready", ready);
            return this;
        } catch (AssertionError e) {
            close();
            throw new AssertionError("the server did not get ready:\n" + logTail(), e);
        }
    }

    /** Waits for the line in which it says that it stands by; answers where it listens. */
    public URI awaitStandby() {
        return Eventually.get("the server stands by", standby);
    }

    /** Where it listens; once it is ready. */
    public URI uri() {
        return ready.resultNow().uri();
    }

    /** When its ready line was read, on the clock of {@link System#nanoTime}. */
    public long readyAt() {
        return ready.resultNow().at();
    }

    /** From the start of the process to its ready line. */
    public Duration timeToReady() {
        return Duration.ofNanos(readyAt() - startedAt);
    }

    /** Ends it by SIGKILL: it gets no chance to do anything. Returns when it is dead. */
    public void kill() {
        process.destroyForcibly();
        int _ = awaitDeath();
    }

    /** Lets it stand still, as a machine that hangs, until it is thawed or killed. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        int _ = run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** From now on it may have so many files and sockets open, whatever it has already. */
    public void limitOpenFiles(long most) {
        int code = run("prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + most + ":");
        if (code != 0) {
            throw new AssertionError("prlimit ended with " + code);
        }
    }

    private static int run(String... command) {
        try {
            return Eventually.ended(command[0], new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new UncheckedIOException("no " + command[0], e);
        }
    }

    /** Waits until it has ended by itself; answers its exit code. */
    public int awaitEnd() {
        return awaitDeath();
    }

    /** Asks it by SIGTERM to end, and returns its exit code. */
    public int terminate() {
        // Not the process itself: that would close the streams, and its last words were an error.
        process.toHandle().destroy();
        return awaitDeath();
    }

    /** How much of its memory is in RAM, in bytes. */
    public long residentBytes() {
        return status("VmRSS:") * 1024;
    }

    /** How many threads the operating system runs for it. */
    public long threads() {
        return status("Threads:");
    }

    private long status(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("the process is not there", e);
        }
    }

    /** How many files and sockets it has open. */
    public long openFiles() {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException("the process is not there", e);
        }
    }

    /** How much of its heap is in use once the garbage is collected, in bytes. */
    public long liveBytes() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var command = List.of(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram");
        try (BufferedReader lines = new ProcessBuilder(command).start().inputReader()) {
            // One line for each class: its rank, its instances, their bytes, its name.
            return lines.lines()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length > 3 && words[0].endsWith(":"))
                    // Gaps that the collector did not care to close.
                    .filter(words -> !words[3].contains("jdk.internal.vm.Filler"))
                    .mapToLong(words -> Long.parseLong(words[2]))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("no histogram", e);
        }
    }

    /** Whether its log has these words, however much was said since. */
    public boolean hasLogged(String words) {
        return log().stream().anyMatch(line -> line.contains(words));
    }

    /** The last lines of its log. */
    private String logTail() {
        List<String> lines = log();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    private List<String> log() {
        try {
            return Files.readAllLines(plan.log());
        } catch (IOException e) {
            return List.of("(no log: " + e + ")");
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            return; // This JVM is on its way out already, and the hook has run.
        }
    }

    private int awaitDeath() {
        try {
            return Eventually.ended("the server ends", process);
        } catch (AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(STANDBY)) {
                    standby.complete(URI.create(line.substring(STANDBY.length())));
                }
                if (line.startsWith(READY)) {
                    long now = System.nanoTime();
                    ready.complete(new Ready(URI.create(line.substring(READY.length())), now));
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new IOException("it ended before it was ready"));
        standby.completeExceptionally(new IOException("it ended without standing by"));
    }
}
