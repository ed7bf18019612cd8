package dev.ringback.server.config;

import dev.ringback.cli.Environment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of settings, each with the text that it was read from. */
final class SettingValues {

    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Map<Setting<?>, RawSetting> given = new HashMap<>();

    private SettingValues() {}

    /** Reads every setting that was given or has a default. */
    static Reading<SettingValues> read(
            Map<Setting<?>, RawSetting> given, Mode mode, Environment environment) {
        SettingValues values = new SettingValues();
        for (Setting<?> setting : SettingTable.ALL) {
            Optional<RawSetting> text =
                    Optional.ofNullable(given.get(setting))
                            .or(() -> mode.fallback(setting).map(SettingValues::fallback));
            Optional<String> refusal = text.flatMap(each -> values.put(setting, each, environment));
            if (refusal.isPresent()) {
                return Reading.refused(refusal.get());
            }
        }
        return Reading.good(values);
    }

    /** The value of a setting that has a default. */
    <T> T of(Setting<T> setting) {
        return find(setting).orElseThrow();
    }

    /** The value of a setting; empty when nobody gave one. */
    @SuppressWarnings("unchecked") // put() is the only writer, and reads with the same setting
    <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting));
    }

    /** Whether somebody gave it a value. */
    boolean isGiven(Setting<?> setting) {
        RawSetting text = given.get(setting);
        return text != null && !(text.origin() instanceof SettingSource.Fallback);
    }

    /** A sentence when something is given both itself and in a file. */
    Optional<String> twice(Setting<?> file, Setting<?> itself) {
        return isGiven(file) && isGiven(itself)
                ? Optional.of(
                        refusal(file, "it must not be given together with " + itself.variable()))
                : Optional.empty();
    }

    /** A sentence that refuses a value which was read. */
    String refusal(Setting<?> setting, String because) {
        RawSetting text = given.get(setting);
        return (text == null ? fallback("") : text).refusal(setting, because);
    }

    private <T> Optional<String> put(Setting<T> setting, RawSetting text, Environment environment) {
        given.put(setting, text);
        return switch (setting.reader().read(text.texts(), environment)) {
            case Reading.Good<T>(T value) -> {
                values.put(setting, value);
                yield Optional.empty();
            }
            case Reading.Refused<T>(String because) -> Optional.of(text.refusal(setting, because));
        };
    }

    private static RawSetting fallback(String text) {
        return new RawSetting(List.of(text), new SettingSource.Fallback());
    }
}
