package dev.ringback.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page shows, compared with what is really there. Blanks do not count. {@code ...} stands
 * for anything, a moment for any moment, and a name such as {@code BATCH_ID} for an id, which is
 * the same wherever the page has this name. Everything else stands for itself.
 *
 * @param pattern of the whole
 * @param names those that were not known before, in the order of the pattern's groups
 */
record Shown(Pattern pattern, List<String> names) {

    private static final Pattern NAME = Pattern.compile("\\b[A-Z]+(?:_[A-Z]+)*_(?:ID|TOKEN)\\b");

    private static final Pattern SPECIAL =
            Pattern.compile(
                    "(?<anything>\\.\\.\\.)|(?<name>"
                            + NAME.pattern()
                            + ")|(?<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z)"
                            + "|(?<seconds>\\b1[0-9]{9}\\b)|(?<blanks>\\s+)");

    /** Compares with this, when these names are known. */
    static Shown of(String text, Map<String, String> known) {
        var regex = new StringBuilder("(?>");
        List<String> names = new ArrayList<>();
        Matcher special = SPECIAL.matcher(text);
        int end = 0;
        while (special.find()) {
            regex.append(Pattern.quote(text.substring(end, special.start())));
            end = special.end();
            if (special.group("anything") != null) {
                // What follows is looked for once, where it comes first: it never takes long.
                regex.append(")(?>.*?");
            } else if (special.group("name") != null) {
                regex.append(id(special.group(), names, known));
            } else if (special.group("moment") != null) {
                regex.append("[0-9-]{10}T[0-9:.]+Z");
            } else if (special.group("seconds") != null) {
                regex.append("[0-9]{10}");
            }
        }
        regex.append(Pattern.quote(text.substring(end))).append("\\z)");
        return new Shown(Pattern.compile(regex.toString(), Pattern.DOTALL), names);
    }

    private static String id(String name, List<String> names, Map<String, String> known) {
        if (known.containsKey(name)) {
            return Pattern.quote(known.get(name));
        }
        if (names.contains(name)) {
            return "\\" + (names.indexOf(name) + 1);
        }
        names.add(name);
        return "([A-Za-z0-9_-]+)";
    }

    /** The names that it tells; empty when it is something else. */
    Optional<Map<String, String>> in(String real) {
        Matcher matcher = pattern.matcher(real.replaceAll("\\s+", ""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> told = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            told.put(names.get(i), matcher.group(i + 1));
        }
        return Optional.of(told);
    }

    /** A command with the ids that are known in place of their names. */
    static String named(String command, Map<String, String> known) {
        return NAME.matcher(command)
                .replaceAll(name ->
                        Matcher.quoteReplacement(
                                Optional.ofNullable(known.get(name.group()))
                                        .orElseThrow(() ->
                                                new AssertionError(
                                                        "nothing above shows " + name.group()))));
    }
}
