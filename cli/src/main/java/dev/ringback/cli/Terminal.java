package dev.ringback.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * The streams that commands read and write.
 *
 * @param in what is typed or piped in
 * @param out what was asked for
 * @param err everything else
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err) {

    /** One line on standard output, seen at once even through a pipe. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** One line on standard error with the program's name in front. */
    public void note(String line) {
        err.println("ringback: " + line);
        err.flush();
    }
}
