package dev.ringback.server.command;

import dev.ringback.cli.Help;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.SettingTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** What may be typed after {@code backup} and {@code move}, and what the help says about it. */
final class UpkeepUsage {

    static final String OVERWRITE = "--overwrite";
    static final String WITHOUT_KEY = "--without-key";
    static final String FROM = "--from";
    private static final String TO = "--to";

    private UpkeepUsage() {}

    static CommandSpec backup() {
        CommandSpec spec =
                Help.command(
                        "Copies the data of a server into FILE, while it runs or while it does not."
                                + " FILE appears when it is complete and on disk. The secret key"
                                + " goes to FILE.key: without it the secrets in FILE cannot be"
                                + " read, and with both anybody can read them.");
        spec.addPositional(
                PositionalParamSpec.builder()
                        .paramLabel("FILE")
                        .type(String.class)
                        .arity("1")
                        .description("Where the copy goes; read by its owner only.")
                        .build());
        spec.addOption(
                OptionSpec.builder(OVERWRITE)
                        .description("Replaces FILE when it is there.")
                        .build());
        spec.addOption(
                OptionSpec.builder(WITHOUT_KEY)
                        .description("Leaves the secret key out; keep it in another place.")
                        .build());
        spec.addOption(Flags.option(SettingTable.DATA, Mode.SERVE, true));
        spec.addOption(Flags.option(SettingTable.CONFIG, Mode.SERVE, true));
        return spec.addOption(Help.option());
    }

    static CommandSpec move() {
        CommandSpec spec =
                Help.command(
                        "Takes everything in a data directory into an empty PostgreSQL database,"
                                + " with the same ids: all of it or nothing. No server may run on"
                                + " either. Afterwards the old database is called"
                                + " ringback.db.moved, and is not read any more.");
        spec.addOption(
                OptionSpec.builder(FROM)
                        .type(String.class)
                        .arity("1")
                        .required(true)
                        .paramLabel("<directory>")
                        .description("The data directory that holds the data now.")
                        .build());
        spec.addOption(
                OptionSpec.builder(TO)
                        .type(String.class)
                        .arity("1")
                        .paramLabel("<url>")
                        .description(
                                "The database to which it goes, such as postgresql://host/database."
                                        + " Others can read process lists: a URL with a password"
                                        + " is better given as "
                                        + SettingTable.DATABASE_URL.variable()
                                        + ".")
                        .build());
        spec.addOption(Flags.option(SettingTable.CONFIG, Mode.SERVE, true));
        return spec.addOption(Help.option());
    }

    /** The settings that were given, by name. */
    static Map<String, List<String>> given(ParseResult command) {
        Map<String, List<String>> given = new LinkedHashMap<>(Flags.given(command));
        if (command.hasMatchedOption(TO)) {
            given.put(
                    SettingTable.DATABASE_URL.name(), List.of(command.matchedOptionValue(TO, "")));
        }
        return given;
    }
}
