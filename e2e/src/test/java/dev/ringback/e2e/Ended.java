package dev.ringback.e2e;

import dev.ringback.testkit.Eventually;
import java.util.List;
import java.util.Map;

/**
 * A run of the program that ended by itself.
 *
 * @param code exit code
 * @param out lines of standard output
 * @param err lines of standard error
 */
record Ended(int code, List<String> out, List<String> err) {

    /** Runs it with these arguments. */
    static Ended of(String... arguments) {
        return of(Map.of(), arguments);
    }

    /** Runs it with these variables and arguments. */
    static Ended of(Map<String, String> variables, String... arguments) {
        return of(Jar.run(variables, arguments));
    }

    /** Waits for the end of a process that was started in another way. */
    static Ended of(Process process) {
        try {
            Output out = Output.of(process.inputReader());
            Output err = Output.of(process.errorReader());
            int code = Eventually.ended("the program", process);
            return new Ended(code, out.whole(), err.whole());
        } finally {
            process.destroyForcibly();
        }
    }
}
