package dev.ringback.server.command;

import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Setting;
import dev.ringback.server.config.SettingPlace;
import dev.ringback.server.config.SettingTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags of a command, made from the table of settings. */
final class Flags {

    private Flags() {}

    /** One option for every setting that has a flag. */
    static List<OptionSpec> options(Mode mode) {
        return SettingTable.in(SettingPlace.FLAG).stream()
                .map(setting -> option(setting, mode, true))
                .toList();
    }

    /** One option for a setting. */
    static OptionSpec option(Setting<?> setting, Mode mode, boolean alsoVariable) {
        OptionSpec.Builder option =
                OptionSpec.builder(setting.flag())
                        .paramLabel(label(setting))
                        .description(
                                description(setting, mode, alsoVariable).stream()
                                        .map(Flags::escaped)
                                        .toArray(String[]::new));
        return switch (setting.shape()) {
            case SINGLE, SECRET -> option.type(String.class).arity("1").build();
            case SWITCH -> option.type(String.class).arity("0..1").fallbackValue("true").build();
            case LIST, SECRET_LIST ->
                    option.type(List.class).auxiliaryTypes(String.class).arity("1").build();
        };
    }

    /** What was given, by setting name. */
    static Map<String, List<String>> given(ParseResult parsed) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            for (Setting<?> setting : SettingTable.in(SettingPlace.FLAG)) {
                if (option.longestName().equals(setting.flag())) {
                    given.put(setting.name(), texts(option));
                }
            }
        }
        return given;
    }

    /** The variables of settings that have no flag, by the one that they would have. */
    static Map<String, String> elsewhere() {
        return SettingTable.in(SettingPlace.VARIABLE).stream()
                .filter(setting -> !setting.in(SettingPlace.FLAG))
                .collect(Collectors.toMap(Setting::flag, Setting::variable));
    }

    /** The settings that have no flag, for the end of the help. */
    static List<String> variablesOnly(Mode mode) {
        List<String> lines = new ArrayList<>();
        for (Setting<?> setting : SettingTable.in(SettingPlace.VARIABLE)) {
            if (!setting.in(SettingPlace.FLAG)) {
                lines.add("  " + setting.variable());
                description(setting, mode, false).forEach(line -> lines.add("      " + line));
            }
        }
        return lines;
    }

    private static List<String> description(Setting<?> setting, Mode mode, boolean alsoVariable) {
        List<String> parts = new ArrayList<>();
        parts.add(setting.form());
        mode.fallback(setting).ifPresent(fallback -> parts.add("default: " + fallback));
        if (alsoVariable) {
            parts.add("variable: " + setting.variable());
        }
        return List.of(setting.meaning(), String.join("; ", parts));
    }

    private static List<String> texts(OptionSpec option) {
        return option.originalStringValues();
    }

    private static String label(Setting<?> setting) {
        return switch (setting.shape()) {
            case SWITCH -> "<true|false>";
            case SINGLE, SECRET -> "<" + setting.name() + ">";
            case LIST, SECRET_LIST -> "<NAME=...>";
        };
    }

    /** The library formats descriptions, so a percent sign must be doubled. */
    static String escaped(String text) {
        return text.replace("%", "%%");
    }
}
