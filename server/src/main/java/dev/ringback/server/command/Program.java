package dev.ringback.server.command;

import dev.ringback.cli.Command;
import dev.ringback.cli.Commands;
import dev.ringback.cli.Environment;
import dev.ringback.cli.PredictionsCommand;
import dev.ringback.cli.Terminal;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Settings;
import java.util.List;
import picocli.CommandLine.ParseResult;

/**
 * The program with all its commands: those that start a server or work on the data of one, and
 * those that speak to one that runs.
 *
 * @param launch starts servers
 * @param upkeep copies and moves data
 * @param stop when the process is to end
 * @param version such as {@code 0.1.0}
 */
public record Program(
        Launch launch,
        Upkeep upkeep,
        StopSignal stop,
        Terminal terminal,
        Environment environment,
        String version) {

    /** Serves until this process is told to end. */
    public Program(
            Launch launch,
            Upkeep upkeep,
            Terminal terminal,
            Environment environment,
            String version) {
        this(launch, upkeep, StopSignal.ofProcess(), terminal, environment, version);
    }

    /** Does what the arguments say and returns the exit code. */
    public int run(String... arguments) {
        return new Commands(commands(), Flags.elsewhere(), terminal, version).run(arguments);
    }

    private List<Command> commands() {
        var keeping = new UpkeepCommand(upkeep, terminal, environment);
        return List.of(
                serving("serve", Mode.SERVE),
                serving("dev", Mode.DEV),
                new Command("demo", Usage::demo, this::demo),
                new Command("backup", UpkeepUsage::backup, keeping::backup),
                new Command("move", UpkeepUsage::move, keeping::move),
                new PredictionsCommand(terminal, environment, Settings.DEV_KEY).command());
    }

    private Command serving(String name, Mode mode) {
        var serve = new ServeCommand(launch, stop, terminal, environment);
        return new Command(
                name, () -> Usage.serve(mode), typed -> serve.run(mode, Flags.given(typed)));
    }

    private int demo(ParseResult typed) {
        return new DemoCommand(launch, stop, terminal, environment)
                .run(Flags.given(typed), typed.hasMatchedOption(Usage.KEEP));
    }
}
