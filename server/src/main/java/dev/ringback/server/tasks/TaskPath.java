package dev.ringback.server.tasks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What goes into paths of upstreams: ids that they gave, and names of models that clients gave.
 * Neither may lead anywhere else than to what it names.
 */
final class TaskPath {

    /** Longest id that is believed, in UTF-16 units; those of upstreams have 20 to 60. */
    static final int LONGEST_ID = 256;

    /** Longest name of a model that is asked for. */
    static final int LONGEST_MODEL = 512;

    private static final String SLASH = "/";

    private TaskPath() {}

    /** An id that an upstream gave, unless it cannot be one. */
    static Optional<String> id(Optional<String> text) {
        return text.filter(id -> isSound(id, LONGEST_ID));
    }

    /** The parts of a model's name; none when one of them cannot be one. */
    static List<String> parts(String model) {
        List<String> parts = List.of(model.split(SLASH, -1));
        boolean sound = parts.stream().allMatch(part -> isSound(part, LONGEST_MODEL));
        return sound && model.length() <= LONGEST_MODEL ? parts : List.of();
    }

    /** Parts of a name as parts of a path, each after a slash. */
    static String of(List<String> parts) {
        var path = new StringBuilder();
        parts.forEach(part -> path.append(SLASH).append(segment(part)));
        return path.toString();
    }

    /** A text as one part of a path, or as a value of a query. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A part of one or two full stops leads elsewhere, however it is encoded. */
    private static boolean isSound(String part, int longest) {
        return !part.isBlank()
                && part.length() <= longest
                && !part.equals(".")
                && !part.equals("..")
                && part.chars().noneMatch(Character::isISOControl);
    }
}
