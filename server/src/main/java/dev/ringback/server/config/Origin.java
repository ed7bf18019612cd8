package dev.ringback.server.config;

/** Where a value came from. */
sealed interface Origin {

    /** A flag on the command line, such as {@code --port}. */
    record Flag(String name) implements Origin {}

    /** An environment variable. */
    record Variable(String name) implements Origin {}

    /** A key in the configuration file. */
    record File(String path) implements Origin {}

    /** Nobody gave it. */
    record Fallback() implements Origin {}

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
