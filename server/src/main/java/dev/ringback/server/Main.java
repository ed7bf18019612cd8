package dev.ringback.server;

import dev.ringback.server.command.Commands;
import dev.ringback.server.command.StopSignal;
import dev.ringback.server.command.Terminal;
import dev.ringback.server.config.Surroundings;
import java.nio.file.Path;
import java.util.Objects;

/** Where the program begins. */
public final class Main {

    private Main() {}

    /** Runs one command and ends with its exit code. */
    public static void main(String[] arguments) {
        var surroundings = new Surroundings(System.getenv(), Path.of("").toAbsolutePath());
        var commands =
                new Commands(
                        Server::start,
                        StopSignal.ofProcess(),
                        new Terminal(System.out, System.err),
                        surroundings,
                        version());
        System.exit(commands.run(arguments));
    }

    private static String version() {
        // Classes that are not in a jar have no version.
        return Objects.requireNonNullElse(
                Main.class.getPackage().getImplementationVersion(), "(development build)");
    }
}
