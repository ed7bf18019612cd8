package dev.ringback.server.command;

import dev.ringback.cli.Help;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.SettingTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What may be typed after the commands that start a server, and what the help says about it. */
final class Usage {

    /** The demo's flag that leaves its server running. */
    static final String KEEP = "--keep";

    private Usage() {}

    static CommandSpec serve(Mode mode) {
        CommandSpec spec = Help.command(about(mode));
        spec.usageMessage().footer(footer(mode));
        Flags.options(mode).forEach(spec::addOption);
        return spec.addOption(Help.option());
    }

    static CommandSpec demo() {
        CommandSpec spec = Help.command(about(Mode.DEMO));
        spec.addOption(
                OptionSpec.builder(KEEP)
                        .description("Leaves the server running until Ctrl-C.")
                        .build());
        spec.addOption(Flags.option(SettingTable.PORT, Mode.DEMO, false));
        spec.addOption(
                OptionSpec.builder(SettingTable.DATA.flag())
                        .type(String.class)
                        .arity("1")
                        .paramLabel("<data>")
                        .description(
                                "New or empty directory for the demo's data, which stays there."
                                        + " Default: a temporary one that is deleted at the end.")
                        .build());
        return spec.addOption(Help.option());
    }

    private static String about(Mode mode) {
        return switch (mode) {
            case SERVE ->
                    "Runs the server until it is told to stop (Ctrl-C or SIGTERM). It prints"
                            + " \"ringback ready URL\" when it takes requests.";
            case DEV ->
                    "Runs the server for development on this machine: as serve, with endpoints in"
                            + " private networks and by plain http allowed, and an API key that"
                            + " everybody knows. It listens on loopback only, unless"
                            + " RINGBACK_API_KEY holds a key of your own.";
            case DEMO ->
                    "Shows one request go round: starts a server and a webhook receiver, sends a"
                            + " chat completion, waits for its webhook and verifies the signature."
                            + " It reads no environment variables and no file.";
        };
    }

    private static String[] footer(Mode mode) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Flags win over environment variables, those over the file, and that over");
        lines.add("defaults. A list that is given in one place replaces that of a weaker place.");
        lines.add("");
        lines.add("Environment variables only:");
        Flags.variablesOnly(mode).stream().map(Flags::escaped).forEach(lines::add);
        lines.add("");
        lines.add("Exit code: 0 stopped as asked, 1 could not start, 2 a setting is wrong.");
        return lines.toArray(String[]::new);
    }
}
