package dev.ringback.server.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a process finds when it starts.
 *
 * @param variables the environment variables
 * @param directory the working directory, against which relative paths are read
 */
public record Surroundings(Map<String, String> variables, Path directory) {

    public Surroundings {
        variables = Map.copyOf(variables);
    }

    /** Names the variables only: their values may be secrets. */
    @Override
    public String toString() {
        return "Surroundings[%s, %s]".formatted(variables.keySet(), directory);
    }
}
