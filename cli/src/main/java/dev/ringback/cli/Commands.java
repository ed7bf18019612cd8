package dev.ringback.cli;

import dev.ringback.net.json.Suggestion;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of the program: finds the command that is meant.
 *
 * @param commands in the order of the help
 * @param version of the program, such as {@code 0.1.0}
 */
public record Commands(List<Command> commands, Terminal terminal, String version) {

    public Commands {
        commands =
                Stream.concat(
                                commands.stream(),
                                new AboutCommands(terminal, version).commands().stream())
                        .toList();
    }

    /** Does what the arguments say and returns the exit code. */
    public int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    private CommandLine commandLine() {
        CommandSpec program = Help.program(version);
        commands.forEach(each -> program.addSubcommand(each.name(), each.usage().get()));
        return new CommandLine(program)
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
            terminal.note("a command is missing: %s (ringback --help explains)".formatted(names()));
            return ExitCode.USAGE;
        }
        ParseResult typed = parsed.subcommand();
        String name = typed.commandSpec().name();
        return commands.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow()
                .work()
                .applyAsInt(typed);
    }

    private String names() {
        return String.join(", ", commands.stream().map(Command::name).toList())
                .replaceFirst(", ([^,]*)$", " or $1");
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
