package dev.ringback.server.command;

import dev.ringback.cli.Environment;
import dev.ringback.cli.ExitCode;
import dev.ringback.cli.Terminal;
import dev.ringback.server.config.Configuration;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Settings;
import dev.ringback.server.config.SettingsLoaded;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Copies and moves the data of a server, found by the same settings. */
record UpkeepCommand(Upkeep upkeep, Terminal terminal, Environment environment) {

    /** Does what was typed after {@code backup}. */
    int backup(ParseResult command) {
        var backup =
                new Upkeep.Backup(
                        path(command, "FILE", command.matchedPositionalValue(0, "")),
                        command.hasMatchedOption(UpkeepUsage.OVERWRITE),
                        !command.hasMatchedOption(UpkeepUsage.WITHOUT_KEY));
        return withSettings(command, settings -> upkeep.backup(settings, backup));
    }

    /** Does what was typed after {@code move}. */
    int move(ParseResult command) {
        String text = command.matchedOptionValue(UpkeepUsage.FROM, "");
        Path from = path(command, UpkeepUsage.FROM, text);
        return withSettings(command, settings -> upkeep.move(settings, from));
    }

    private int withSettings(ParseResult command, Function<Settings, Upkeep.Outcome> work) {
        return switch (Configuration.load(Mode.SERVE, UpkeepUsage.given(command), environment)) {
            case SettingsLoaded.Refused(String sentence) -> {
                terminal.note(sentence);
                yield ExitCode.USAGE;
            }
            case SettingsLoaded.Ready(Settings settings) -> told(work.apply(settings));
        };
    }

    private int told(Upkeep.Outcome outcome) {
        return switch (outcome) {
            case Upkeep.Outcome.Done(var lines) -> {
                lines.forEach(terminal::say);
                yield ExitCode.OK;
            }
            case Upkeep.Outcome.Failed(String reason) -> {
                terminal.note(reason);
                yield ExitCode.FAILED;
            }
        };
    }

    private Path path(ParseResult command, String what, String text) {
        return Optional.of(text)
                .filter(each -> !each.isBlank())
                .flatMap(environment::path)
                .orElseThrow(() ->
                        new ParameterException(
                                command.commandSpec().commandLine(),
                                "%s must be a path".formatted(what)));
    }
}
