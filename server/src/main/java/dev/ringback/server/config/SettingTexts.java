package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import dev.ringback.cli.PredictionsCommand;
import dev.ringback.net.json.Suggestion;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts that flags, variables and the file give for settings, the first place winning.
 *
 * @param flags by setting name
 */
record SettingTexts(Map<String, List<String>> flags, Environment environment) {

    private static final String KUBERNETES =
            " (Kubernetes makes such variables for a service called ringback;"
                    + " enableServiceLinks: false in the pod stops it)";

    /** Everything given, the strongest place winning; the first mistake in a name refuses all. */
    Reading<Map<Setting<?>, RawSetting>> collect() {
        return fromVariables()
                .then(variables -> {
                    Map<Setting<?>, RawSetting> given = new LinkedHashMap<>(variables);
                    given.putAll(fromFlags());
                    return withFile(given);
                });
    }

    private Reading<Map<Setting<?>, RawSetting>> withFile(Map<Setting<?>, RawSetting> given) {
        RawSetting named = given.get(SettingTable.CONFIG);
        if (named == null) {
            return Reading.good(given);
        }
        Reading<Map<Setting<?>, RawSetting>> fromFile =
                SettingTable.CONFIG
                        .reader()
                        .read(named.texts(), environment)
                        .then(file -> fromFile(file, named.texts().getFirst()));
        return switch (fromFile) {
            case Reading.Good<Map<Setting<?>, RawSetting>>(Map<Setting<?>, RawSetting> weaker) -> {
                Map<Setting<?>, RawSetting> all = new LinkedHashMap<>(weaker);
                all.putAll(given);
                yield Reading.good(Collections.unmodifiableMap(all));
            }
            case Reading.Refused<Map<Setting<?>, RawSetting>>(String because) ->
                    Reading.refused(named.refusal(SettingTable.CONFIG, because));
        };
    }

    private Map<Setting<?>, RawSetting> fromFlags() {
        Map<Setting<?>, RawSetting> given = new LinkedHashMap<>();
        for (Setting<?> setting : SettingTable.in(SettingPlace.FLAG)) {
            List<String> texts = flags.get(setting.name());
            if (texts != null) {
                given.put(setting, new RawSetting(texts, new SettingSource.Flag(setting.flag())));
            }
        }
        return given;
    }

    private Reading<Map<Setting<?>, RawSetting>> fromVariables() {
        Map<Setting<?>, RawSetting> given = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : environment.variables().entrySet()) {
            String name = entry.getKey();
            if (!name.startsWith(Setting.VARIABLE_PREFIX)
                    || name.equals(PredictionsCommand.URL_VARIABLE)) {
                continue;
            }
            Optional<Setting<?>> setting = named(SettingTable.in(SettingPlace.VARIABLE), name);
            if (setting.isEmpty() || isLink(name, entry.getValue())) {
                return Reading.refused(
                        "%s (an environment variable) is refused: %s"
                                .formatted(name, strange(name, entry.getValue(), setting)));
            }
            given.put(
                    setting.get(),
                    new RawSetting(
                            texts(setting.get(), entry.getValue()),
                            new SettingSource.Variable(name)));
        }
        return Reading.good(given);
    }

    private static String strange(String name, String value, Optional<Setting<?>> setting) {
        List<String> names =
                SettingTable.in(SettingPlace.VARIABLE).stream().map(Setting::variable).toList();
        String wrong =
                setting.map(each -> "it must be " + each.form())
                        .orElseGet(() -> unknown(name, names));
        return isLink(name, value) ? wrong + KUBERNETES : wrong;
    }

    /** The setting that is written so as a variable or in a file. */
    private static Optional<Setting<?>> named(List<Setting<?>> settings, String name) {
        for (Setting<?> setting : settings) {
            if (setting.name().equals(name) || setting.variable().equals(name)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    private Reading<Map<Setting<?>, RawSetting>> fromFile(Path file, String shown) {
        return ConfigFile.read(file).then(entries -> settings(entries, shown));
    }

    private static Reading<Map<Setting<?>, RawSetting>> settings(
            Map<String, List<String>> entries, String file) {
        Map<Setting<?>, RawSetting> given = new LinkedHashMap<>();
        List<String> names =
                SettingTable.in(SettingPlace.FILE).stream().map(Setting::name).toList();
        for (Map.Entry<String, List<String>> entry : entries.entrySet()) {
            String name = entry.getKey();
            Optional<Setting<?>> setting = named(SettingTable.ALL, name);
            if (setting.isEmpty() || !setting.get().name().equals(name)) {
                return Reading.refused("its key %s: %s".formatted(name, unknown(name, names)));
            }
            if (!setting.get().in(SettingPlace.FILE)) {
                return Reading.refused(
                        "its key %s must be the environment variable %s instead"
                                .formatted(name, setting.get().variable()));
            }
            if (entry.getValue().size() > 1 && !setting.get().shape().repeats()) {
                return Reading.refused("its key %s must have one value".formatted(name));
            }
            given.put(
                    setting.get(), new RawSetting(entry.getValue(), new SettingSource.File(file)));
        }
        return Reading.good(given);
    }

    private static List<String> texts(Setting<?> setting, String value) {
        return setting.shape().repeats()
                ? Arrays.stream(value.strip().split("\\s+")).toList()
                : List.of(value);
    }

    private static String unknown(String name, List<String> names) {
        return "there is no such setting; "
                + Suggestion.nearest(name, names)
                        .map("did you mean %s?"::formatted)
                        .orElse("ringback serve --help lists all");
    }

    private static boolean isLink(String name, String value) {
        return value.startsWith("tcp://")
                || name.startsWith("RINGBACK_SERVICE_")
                || name.startsWith("RINGBACK_PORT_");
    }
}
