package dev.ringback.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The environment of the process: its variables and its working directory.
 *
 * @param variables the environment variables
 * @param directory the working directory, against which relative paths are read
 */
public record Environment(Map<String, String> variables, Path directory) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    /** A path against the working directory; empty when this operating system has no such path. */
    public Optional<Path> path(String text) {
        try {
            return Optional.of(directory.resolve(text).toAbsolutePath().normalize());
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /** Names the variables only: their values may be secrets. */
    @Override
    public String toString() {
        return "Surroundings[%s, %s]".formatted(variables.keySet(), directory);
    }
}
