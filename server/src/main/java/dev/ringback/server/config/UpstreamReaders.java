package dev.ringback.server.config;

import dev.ringback.server.endpoints.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Read model servers and where their keys are found. */
final class UpstreamReaders {

    private static final Pattern NAMED =
            Pattern.compile("([A-Za-z0-9_-]{1,64})=(.+)", Pattern.DOTALL);
    private static final String ENV = "env:";
    private static final String FILE = "file:";

    /** No provider's key is longer; a larger file is not one. */
    private static final int MAX_KEY_BYTES = 16 * 1024;

    private UpstreamReaders() {}

    static Reading<Map<String, URI>> urls(List<String> texts, Surroundings surroundings) {
        return named(texts, "NAME=URL", UrlReaders::upstream);
    }

    static Reading<Map<String, Secret>> keys(List<String> texts, Surroundings surroundings) {
        return named(
                texts,
                "NAME=env:VARIABLE or NAME=file:PATH",
                reference -> key(reference, surroundings));
    }

    private static <T> Reading<Map<String, T>> named(
            List<String> texts, String form, Function<String, Reading<T>> reader) {
        Map<String, T> read = new LinkedHashMap<>();
        for (String text : texts) {
            Matcher matcher = NAMED.matcher(text);
            if (!matcher.matches()) {
                return Reading.refused(
                        "each must be %s, the name of 1 to 64 letters, digits, _ and -"
                                .formatted(form));
            }
            String name = matcher.group(1);
            if (read.containsKey(name)) {
                return Reading.refused("the name %s comes twice; each must differ".formatted(name));
            }
            switch (reader.apply(matcher.group(2))) {
                case Reading.Good<T>(T value) -> read.put(name, value);
                case Reading.Refused<T>(String because) -> {
                    return Reading.refused("for %s %s".formatted(name, because));
                }
            }
        }
        return Reading.good(Collections.unmodifiableMap(read));
    }

    private static Reading<Secret> key(String reference, Surroundings surroundings) {
        if (reference.startsWith(ENV)) {
            return variable(reference.substring(ENV.length()), surroundings);
        }
        if (reference.startsWith(FILE)) {
            return PathReaders.path(reference.substring(FILE.length()), surroundings)
                    .then(UpstreamReaders::file);
        }
        return Reading.refused(
                "it must be env:VARIABLE or file:PATH; a key written here could be read in process"
                        + " lists and shell histories");
    }

    private static Reading<Secret> variable(String name, Surroundings surroundings) {
        String value = surroundings.variables().getOrDefault(name, "");
        return value.isBlank()
                ? Reading.refused(
                        "the environment variable %s must hold the key, and it is not set"
                                .formatted(name))
                : token(value, "the environment variable " + name);
    }

    private static Reading<Secret> file(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_KEY_BYTES) {
                return Reading.refused(
                        "%s must be a file of at most %d bytes with the key in it"
                                .formatted(file, MAX_KEY_BYTES));
            }
            return token(Files.readString(file), "the file " + file);
        } catch (IOException e) {
            return Reading.refused("the file %s must be readable text".formatted(file));
        }
    }

    /** A line end after the key is how editors leave files; anything else odd is a mistake. */
    private static Reading<Secret> token(String text, String where) {
        String token = text.strip();
        boolean visible = !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127);
        return visible
                ? Reading.good(new Secret(token))
                : Reading.refused(
                        "%s must hold one key of visible characters without spaces"
                                .formatted(where));
    }
}
