package dev.ringback.testkit.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the server's process costs, read off the system. Linux only. */
final class ServerFigures {

    private final ProcessHandle process;
    private Duration cpu;

    private ServerFigures(ProcessHandle process) {
        this.process = process;
        this.cpu = cpuNow();
    }

    static ServerFigures of(long pid) {
        return new ServerFigures(ProcessHandle.of(pid).orElseThrow());
    }

    /** Its processor time since the last call, and its memory now and at its highest. */
    String sinceLast() {
        Duration before = cpu;
        cpu = cpuNow();
        return "server: %.2f CPU-s, VmRSS %d MiB, VmHWM %d MiB"
                .formatted(
                        cpu.minus(before).toMillis() / 1e3,
                        mebibytes("VmRSS:"),
                        mebibytes("VmHWM:"));
    }

    private Duration cpuNow() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private long mebibytes(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("the server is gone", e);
        }
    }
}
