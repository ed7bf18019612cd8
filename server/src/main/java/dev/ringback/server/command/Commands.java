package dev.ringback.server.command;

import dev.ringback.server.config.Environment;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Suggestion;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: {@code serve}, {@code dev}, {@code demo}, {@code backup}, {@code move} and
 * {@code predictions}.
 *
 * @param launch starts servers
 * @param upkeep copies and moves data
 * @param stop when the process is to end
 * @param version of the program, such as {@code 0.1.0}
 */
public record Commands(
        Launch launch,
        Upkeep upkeep,
        StopSignal stop,
        Terminal terminal,
        Environment environment,
        String version) {

    /** Does what the arguments say and returns the exit code. */
    public int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    private CommandLine commandLine() {
        return new CommandLine(Usage.root(version))
                .setExpandAtFiles(false)
                .setOut(writer(terminal.out()))
                .setErr(writer(terminal.err()))
                .setExecutionStrategy(this::execute)
                .setParameterExceptionHandler(this::refuse);
    }

    private int execute(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        if (!parsed.hasSubcommand()) {
            terminal.note(
                    "a command is missing: serve, dev, demo, backup, move or predictions (ringback"
                            + " --help explains)");
            return ExitCode.USAGE;
        }
        ParseResult command = parsed.subcommand();
        return switch (command.commandSpec().name()) {
            case "serve" -> serving(Mode.SERVE, command);
            case "dev" -> serving(Mode.DEV, command);
            case "demo" ->
                    new DemoCommand(launch, stop, terminal, environment)
                            .run(Flags.given(command), command.hasMatchedOption(Usage.KEEP));
            case "backup" -> new UpkeepCommand(upkeep, terminal, environment).backup(command);
            case "move" -> new UpkeepCommand(upkeep, terminal, environment).move(command);
            case "predictions" -> new PredictionsCommand(terminal, environment).run(command);
            default -> throw new IllegalStateException("no such command: " + command);
        };
    }

    private int serving(Mode mode, ParseResult command) {
        return new ServeCommand(launch, stop, terminal, environment)
                .run(mode, Flags.given(command));
    }

    private int refuse(ParameterException problem, String[] arguments) {
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        String suggestion = suggestion(problem).map(" Did you mean %s?"::formatted).orElse("");
        terminal.note(
                "%s.%s See %s --help."
                        .formatted(
                                Objects.requireNonNullElse(problem.getMessage(), "")
                                        .strip()
                                        .replaceAll("\\s*\\R\\s*", " "),
                                suggestion,
                                command));
        return ExitCode.USAGE;
    }

    private static Optional<String> suggestion(ParameterException problem) {
        CommandSpec spec = problem.getCommandLine().getCommandSpec();
        Set<String> known = new TreeSet<>(spec.optionsMap().keySet());
        known.addAll(spec.subcommands().keySet());
        return problem instanceof UnmatchedArgumentException unmatched
                ? Suggestion.nearest(unmatched.getUnmatched().getFirst(), known)
                : Optional.empty();
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
