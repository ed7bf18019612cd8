package dev.ringback.cli;

import dev.ringback.net.json.Suggestion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The commands that tell about the program itself: its version, its help, and what a shell has to
 * know to complete what is typed.
 *
 * @param terminal where they print
 * @param version of the program
 */
record AboutCommands(Terminal terminal, String version) {

    private static final String PROGRAM = "ringback";
    private static final List<String> SHELLS = List.of("bash", "zsh");

    List<Command> commands() {
        return List.of(
                new Command("version", () -> spec("Prints the version."), _ -> printVersion()),
                new Command("help", AboutCommands::helpSpec, this::help),
                new Command("completion", AboutCommands::completionSpec, this::completion));
    }

    private static CommandSpec spec(String description) {
        return Help.command(description).addOption(Help.option());
    }

    private static CommandSpec helpSpec() {
        return spec("Prints the help of a command.")
                .addPositional(
                        PositionalParamSpec.builder()
                                .paramLabel("[<command>...]")
                                .arity("0..*")
                                .index("0..*")
                                .type(List.class)
                                .auxiliaryTypes(String.class)
                                .hideParamSyntax(true)
                                .description("Which; without it, the help of the program.")
                                .build());
    }

    private static CommandSpec completionSpec() {
        CommandSpec spec =
                spec("Prints what a shell has to know to complete this command line.")
                        .addPositional(
                                PositionalParamSpec.builder()
                                        .paramLabel("<shell>")
                                        .arity("1")
                                        .index("0")
                                        .type(String.class)
                                        .completionCandidates(SHELLS)
                                        .description("bash or zsh.")
                                        .build());
        spec.usageMessage()
                .footer(
                        "",
                        "For one shell: source <(ringback completion bash); for all, in"
                                + " ~/.bashrc.");
        return spec;
    }

    private int printVersion() {
        terminal.out().println(PROGRAM + " " + version);
        return ExitCode.OK;
    }

    private int help(ParseResult typed) {
        CommandLine line = root(typed);
        for (String name : words(typed)) {
            Map<String, CommandLine> known = line.getSubcommands();
            CommandLine next = known.get(name);
            if (next == null) {
                throw new ParameterException(
                        line,
                        "There is no command %s%s"
                                .formatted(name, Suggestion.question(name, known.keySet())));
            }
            line = next;
        }
        var out = new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8);
        line.usage(out);
        out.flush();
        return ExitCode.OK;
    }

    private int completion(ParseResult typed) {
        String shell = String.join(" ", words(typed));
        if (!SHELLS.contains(shell)) {
            throw new ParameterException(
                    typed.commandSpec().commandLine(),
                    "There is completion for bash and zsh, and none for %s%s"
                            .formatted(shell, Suggestion.question(shell, SHELLS)));
        }
        terminal.out().print(AutoComplete.bash(PROGRAM, root(typed)));
        terminal.out().flush();
        return ExitCode.OK;
    }

    private static List<String> words(ParseResult typed) {
        return typed.matchedPositionals().stream()
                .flatMap(each -> each.stringValues().stream())
                .distinct()
                .toList();
    }

    private static CommandLine root(ParseResult typed) {
        return typed.commandSpec().root().commandLine();
    }
}
