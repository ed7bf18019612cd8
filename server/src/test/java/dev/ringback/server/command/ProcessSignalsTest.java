package dev.ringback.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process of its own is told to end. */
@DisabledOnOs(OS.WINDOWS) // there a process cannot be asked to end, only ended
class ProcessSignalsTest {

    /** The process. */
    static final class Waiting {

        private Waiting() {}

        public static void main(String[] arguments) {
            System.exit(
                    StopSignal.ofProcess()
                            .await(
                                    () -> {
                                        System.out.println("waiting");
                                        return OptionalInt.empty();
                                    },
                                    () -> {
                                        System.out.println("drained");
                                        if (arguments.length > 0) {
                                            throw new IllegalStateException(arguments[0]);
                                        }
                                    }));
        }
    }

    @Test
    void aProcessThatIsAskedToEndDrainsAndSaysThatAllIsWell() throws Exception {
        assertThat(codeAfterSignal()).isZero();
    }

    @Test
    void aProcessThatCannotDrainSaysSo() throws Exception {
        assertThat(codeAfterSignal("broken")).isEqualTo(1);
    }

    private static int codeAfterSignal(String... arguments) throws Exception {
        Process process = start(arguments);
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("waiting");
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("drained");
            return Eventually.ended("the process", process);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String... arguments) throws IOException {
        var command =
                new ArrayList<String>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Waiting.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
