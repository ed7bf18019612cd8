package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A run of the program that ended by itself.
 *
 * @param code exit code
 * @param out lines of standard output
 * @param err lines of standard error
 */
record Ended(int code, List<String> out, List<String> err) {

    private static final long PATIENCE_SECONDS = 40;

    /** Runs it with these arguments. */
    static Ended of(String... arguments) throws InterruptedException {
        return of(Map.of(), arguments);
    }

    /** Runs it with these variables and arguments. */
    static Ended of(Map<String, String> variables, String... arguments)
            throws InterruptedException {
        Process process = Jar.run(variables, arguments);
        try {
            Output out = Output.of(process.inputReader());
            Output err = Output.of(process.errorReader());
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it ends by itself")
                    .isTrue();
            return new Ended(process.exitValue(), out.whole(), err.whole());
        } finally {
            process.destroyForcibly();
        }
    }
}
