package dev.ringback.e2e;

import dev.ringback.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The lines that a process has written to one of its streams so far. */
final class Output {

    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    /** Reads until the stream ends. */
    static Output of(BufferedReader reader) {
        var output = new Output();
        Thread.ofVirtual().start(() -> output.read(reader));
        return output;
    }

    private void read(BufferedReader reader) {
        try (reader) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(unreadable: " + e + ")");
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
    }

    private synchronized void end() {
        ended = true;
    }

    /** What has come so far. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** All lines, once the stream has ended. */
    List<String> whole() {
        waitFor(_ -> false);
        return lines();
    }

    /** The first line of that kind; fails the test when the stream ends or dawdles before it. */
    String await(Predicate<String> wanted) {
        waitFor(wanted);
        return lines().stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("not among the lines: " + lines()));
    }

    private void waitFor(Predicate<String> wanted) {
        try {
            Eventually.until("a line, or the last", () -> has(wanted));
        } catch (AssertionError e) {
            throw new AssertionError("the lines so far: " + lines(), e);
        }
    }

    private synchronized boolean has(Predicate<String> wanted) {
        return ended || lines.stream().anyMatch(wanted);
    }
}
