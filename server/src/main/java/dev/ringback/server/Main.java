package dev.ringback.server;

import dev.ringback.cli.Environment;
import dev.ringback.cli.Terminal;
import dev.ringback.server.command.Program;
import java.nio.file.Path;

/** The entry point of the program. */
public final class Main {

    private static final System.Logger LOG = System.getLogger(Main.class.getName());

    private Main() {}

    /** Runs one command and ends with its exit code. */
    public static void main(String[] arguments) {
        Thread.setDefaultUncaughtExceptionHandler((thread, bug) ->
                LOG.log(
                        System.Logger.Level.ERROR,
                        () -> "the thread \"" + thread.getName() + "\" ended by a bug",
                        bug));
        var environment = new Environment(System.getenv(), Path.of("").toAbsolutePath());
        var program =
                new Program(
                        Server::start,
                        new DataKeeping(),
                        new Terminal(System.in, System.out, System.err),
                        environment,
                        Version.TEXT);
        System.exit(program.run(arguments));
    }
}
