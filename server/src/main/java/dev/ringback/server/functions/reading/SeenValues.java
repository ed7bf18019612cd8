package dev.ringback.server.functions.reading;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.events.FunctionEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of an event a condition looks at, and what that is, for people who wonder. */
final class SeenValues {

    private static final Pattern PATH =
            Pattern.compile("\\bevent((?:\\.[A-Za-z_][A-Za-z0-9_]*+(?!\\())+)");

    private static final int MOST = 5;
    private static final int LONGEST = 80;

    private SeenValues() {}

    /** In words, such as {@code event.data.n is 2}. */
    static List<String> of(String condition, FunctionEvent event) {
        Set<String> paths = new LinkedHashSet<>();
        Matcher matcher = PATH.matcher(condition);
        while (matcher.find() && paths.size() < MOST) {
            paths.add(matcher.group(1));
        }
        ParsedJson json = event.asSent().parsed();
        List<String> words = new ArrayList<>();
        for (String path : paths) {
            words.add("event" + path + " is " + value(json, path));
        }
        return words;
    }

    private static String value(ParsedJson json, String path) {
        String text =
                json.at(path.replace('.', '/'))
                        .map(CanonicalJson::of)
                        .map(CanonicalJson::toString)
                        .orElse("missing");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
