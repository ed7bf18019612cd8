package dev.ringback.server.config;

/** The result of reading all settings: settings, or what is wrong. */
public sealed interface SettingsLoaded {

    /** They are complete and make sense. */
    record Ready(Settings settings) implements SettingsLoaded {}

    /**
     * The server must not start.
     *
     * @param sentence names the setting, where it was given, and what would be right
     */
    record Refused(String sentence) implements SettingsLoaded {}
}
