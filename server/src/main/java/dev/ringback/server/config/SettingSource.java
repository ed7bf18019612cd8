package dev.ringback.server.config;

/** The source of a setting's value, as messages name it. */
sealed interface SettingSource {

    /** A flag on the command line, such as {@code --port}. */
    record Flag(String name) implements SettingSource {}

    /** An environment variable. */
    record Variable(String name) implements SettingSource {}

    /** A key in the configuration file. */
    record File(String path) implements SettingSource {}

    /** Nobody gave it. */
    record Fallback() implements SettingSource {}

    /** The same for people. */
    default String words() {
        return switch (this) {
            case Flag(String name) -> "flag " + name;
            case Variable(String name) -> "environment variable " + name;
            case File(String path) -> "file " + path;
            case Fallback() -> "the default";
        };
    }
}
