package dev.ringback.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Another user of the machine, who owns nothing that a test made. */
final class Stranger {

    private static final String NOBODY = "65534";

    private Stranger() {}

    /** Whether tests may become somebody else: they are root, and setpriv is there. */
    static boolean exists() {
        try {
            return new ProcessBuilder(words(List.of("true"))).start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The words with which a command becomes a process of that user. */
    static List<String> words(List<String> command) {
        var words =
                new ArrayList<>(
                        List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        words.addAll(command);
        return words;
    }
}
