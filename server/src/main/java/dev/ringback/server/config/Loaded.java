package dev.ringback.server.config;

/** What came of reading all settings. */
public sealed interface Loaded {

    /** They are complete and make sense. */
    record Ready(Settings settings) implements Loaded {}

    /**
     * The server must not start.
     *
     * @param sentence names the setting, where it was given, and what would be right
     */
    record Refused(String sentence) implements Loaded {}
}
