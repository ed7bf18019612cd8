package dev.ringback.cli;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the help of every command has. */
public final class Help {

    /** Wide enough that the longest setting is not broken in the middle of a URL. */
    private static final int WIDTH = 110;

    /** Without bold, which the library ends by what many terminals take for a double underline. */
    static final ColorScheme COLOURS =
            new ColorScheme.Builder(Ansi.AUTO)
                    .commands(Style.fg_cyan)
                    .options(Style.fg_yellow)
                    .parameters(Style.fg_yellow)
                    .optionParams(Style.italic)
                    .errors(Style.fg_red)
                    .build();

    private Help() {}

    /** A command that has its help, and nothing else yet. */
    public static CommandSpec command(String description) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .width(WIDTH)
                .autoWidth(true)
                .sortOptions(false)
                .description(description);
        return spec;
    }

    /** The option that prints it; the last of a command. */
    public static OptionSpec option() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Prints this help.")
                .build();
    }

    /** The program, without its commands. */
    static CommandSpec program(String version) {
        CommandSpec program = CommandSpec.create().name("ringback").version("ringback " + version);
        program.usageMessage()
                .width(WIDTH)
                .autoWidth(true)
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
        return program.addOption(option()).addOption(version());
    }

    private static OptionSpec version() {
        return OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Prints the version.")
                .build();
    }
}
