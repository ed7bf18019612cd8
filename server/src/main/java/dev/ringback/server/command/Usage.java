package dev.ringback.server.command;

import dev.ringback.server.config.Mode;
import dev.ringback.server.config.SettingTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What may be typed, and what the help says about it. */
final class Usage {

    /** The demo's flag that leaves its server running. */
    static final String KEEP = "--keep";

    /** Wide enough that the longest setting is not broken in the middle of a URL. */
    static final int WIDTH = 110;

    private Usage() {}

    /** The program with its commands. */
    static CommandSpec root(String version) {
        CommandSpec root = CommandSpec.create().name("ringback").version("ringback " + version);
        root.usageMessage()
                .width(WIDTH)
                .description(
                        "Runs asynchronous inference and delivers webhooks; what it accepted is"
                                + " delivered or visible as dead.")
                .footer(
                        "",
                        "In a checkout the launcher script knows two more commands: ./ringback"
                                + " verify builds everything",
                        "and runs every test (arguments after it go to Maven); ./ringback package"
                                + " makes an archive for",
                        "machines without a JDK.");
        root.addOption(help()).addOption(version());
        root.addSubcommand("serve", serve(Mode.SERVE));
        root.addSubcommand("dev", serve(Mode.DEV));
        root.addSubcommand("demo", demo());
        root.addSubcommand("backup", UpkeepUsage.backup());
        root.addSubcommand("move", UpkeepUsage.move());
        root.addSubcommand("predictions", PredictionsUsage.spec());
        return root;
    }

    private static CommandSpec serve(Mode mode) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .width(WIDTH)
                .sortOptions(false)
                .description(about(mode))
                .footer(footer(mode));
        Flags.options(mode).forEach(spec::addOption);
        return spec.addOption(help());
    }

    private static CommandSpec demo() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().width(WIDTH).sortOptions(false).description(about(Mode.DEMO));
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
        return spec.addOption(help());
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

    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Prints this help.")
                .build();
    }

    private static OptionSpec version() {
        return OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Prints the version.")
                .build();
    }
}
