package dev.ringback.cli;

import dev.ringback.net.json.Suggestion;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
 * @param elsewhere by the flag that one might think of, the variable in which a setting stands that
 *     has none
 * @param version of the program, such as {@code 0.1.0}
 */
public record Commands(
        List<Command> commands, Map<String, String> elsewhere, Terminal terminal, String version) {

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
                .setColorScheme(Help.COLOURS)
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
        terminal.note("%s See %s --help.".formatted(words(problem), command));
        return ExitCode.USAGE;
    }

    private String words(ParameterException problem) {
        Optional<String> option = unknownOption(problem);
        Optional<String> variable = option.map(elsewhere::get);
        if (variable.isPresent()) {
            return "there is no option %s; set %s in the environment."
                    .formatted(option.orElseThrow(), variable.get());
        }
        String what =
                option.map("there is no option %s"::formatted)
                        .orElseGet(() ->
                                Objects.requireNonNullElse(problem.getMessage(), "")
                                        .strip()
                                        .replaceAll("\\s*\\R\\s*", " "));
        String suggestion = suggestion(problem).map(" Did you mean %s?"::formatted).orElse("");
        return what + "." + suggestion;
    }

    /** The option that is not known; what stands behind it may be its value. */
    private static Optional<String> unknownOption(ParameterException problem) {
        return problem instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().stream()
                        .findFirst()
                        .filter(each -> each.startsWith("-"))
                        .map(each -> each.replaceFirst("=.*", ""))
                : Optional.empty();
    }

    private static Optional<String> suggestion(ParameterException problem) {
        CommandSpec spec = problem.getCommandLine().getCommandSpec();
        Set<String> known = new TreeSet<>(spec.optionsMap().keySet());
        known.addAll(spec.subcommands().keySet());
        return problem instanceof UnmatchedArgumentException unmatched
                ? Suggestion.nearest(
                        unmatched.getUnmatched().getFirst().replaceFirst("=.*", ""), known)
                : Optional.empty();
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
