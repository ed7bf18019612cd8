package dev.ringback.server.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts that were given, by setting, from one place after the other.
 *
 * @param flags by setting name
 */
record Sources(Map<String, List<String>> flags, Surroundings surroundings) {

    private static final String KUBERNETES =
            " (Kubernetes makes such variables for a service called ringback;"
                    + " enableServiceLinks: false in the pod stops it)";

    /** Everything given, the strongest place winning; the first mistake in a name refuses all. */
    Reading<Map<Setting<?>, Given>> collect() {
        return fromVariables()
                .then(variables -> {
                    Map<Setting<?>, Given> given = new LinkedHashMap<>(variables);
                    given.putAll(fromFlags());
                    return withFile(given);
                });
    }

    private Reading<Map<Setting<?>, Given>> withFile(Map<Setting<?>, Given> given) {
        Given named = given.get(SettingTable.CONFIG);
        if (named == null) {
            return Reading.good(given);
        }
        Reading<Map<Setting<?>, Given>> fromFile =
                SettingTable.CONFIG
                        .reader()
                        .read(named.texts(), surroundings)
                        .then(file -> fromFile(file, named.texts().getFirst()));
        return switch (fromFile) {
            case Reading.Good<Map<Setting<?>, Given>>(Map<Setting<?>, Given> weaker) -> {
                Map<Setting<?>, Given> all = new LinkedHashMap<>(weaker);
                all.putAll(given);
                yield Reading.good(Collections.unmodifiableMap(all));
            }
            case Reading.Refused<Map<Setting<?>, Given>>(String because) ->
                    Reading.refused(named.refusal(SettingTable.CONFIG, because));
        };
    }

    private Map<Setting<?>, Given> fromFlags() {
        Map<Setting<?>, Given> given = new LinkedHashMap<>();
        for (Setting<?> setting : SettingTable.in(Place.FLAG)) {
            List<String> texts = flags.get(setting.name());
            if (texts != null) {
                given.put(setting, new Given(texts, new Origin.Flag(setting.flag())));
            }
        }
        return given;
    }

    private Reading<Map<Setting<?>, Given>> fromVariables() {
        Map<Setting<?>, Given> given = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : surroundings.variables().entrySet()) {
            String name = entry.getKey();
            if (!name.startsWith(Setting.VARIABLE_PREFIX) || name.equals(Setting.CLIENT_URL)) {
                continue;
            }
            Optional<Setting<?>> setting = named(SettingTable.in(Place.VARIABLE), name);
            if (setting.isEmpty() || isLink(name, entry.getValue())) {
                return Reading.refused(
                        "%s (an environment variable) is refused: %s"
                                .formatted(name, strange(name, entry.getValue(), setting)));
            }
            given.put(
                    setting.get(),
                    new Given(texts(setting.get(), entry.getValue()), new Origin.Variable(name)));
        }
        return Reading.good(given);
    }

    private static String strange(String name, String value, Optional<Setting<?>> setting) {
        List<String> names =
                SettingTable.in(Place.VARIABLE).stream().map(Setting::variable).toList();
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

    private Reading<Map<Setting<?>, Given>> fromFile(Path file, String shown) {
        return ConfigFile.read(file).then(entries -> settings(entries, shown));
    }

    private static Reading<Map<Setting<?>, Given>> settings(
            Map<String, List<String>> entries, String file) {
        Map<Setting<?>, Given> given = new LinkedHashMap<>();
        List<String> names = SettingTable.in(Place.FILE).stream().map(Setting::name).toList();
        for (Map.Entry<String, List<String>> entry : entries.entrySet()) {
            String name = entry.getKey();
            Optional<Setting<?>> setting = named(SettingTable.ALL, name);
            if (setting.isEmpty() || !setting.get().name().equals(name)) {
                return Reading.refused("its key %s: %s".formatted(name, unknown(name, names)));
            }
            if (!setting.get().in(Place.FILE)) {
                return Reading.refused(
                        "its key %s must be the environment variable %s instead"
                                .formatted(name, setting.get().variable()));
            }
            if (entry.getValue().size() > 1 && !setting.get().shape().repeats()) {
                return Reading.refused("its key %s must have one value".formatted(name));
            }
            given.put(setting.get(), new Given(entry.getValue(), new Origin.File(file)));
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
