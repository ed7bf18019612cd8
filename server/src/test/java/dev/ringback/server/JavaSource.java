package dev.ringback.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One file, and what it names of other packages.
 *
 * @param name its path in the source tree
 * @param text all of it
 * @param home its package
 * @param imports types of ours that it imports, or names with their packages
 */
record JavaSource(String name, String text, String home, Set<String> imports) {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern NAMED =
            Pattern.compile("\\b(dev\\.ringback\\.[a-z.]+\\.[A-Z]\\w*)");
    private static final Pattern COMMENT = Pattern.compile("(?m)^ *(?:/?\\*|//).*$");
    private static final Pattern PUBLIC =
            Pattern.compile("(?m)^public [^;{]*\\b(?:class|record|interface|enum) ");
    private static final Pattern SHOWN = Pattern.compile("(?m)^ *public [^{;=]*");

    static final List<JavaSource> ALL =
            Repository.files(".java").stream().map(JavaSource::of).toList();

    private static JavaSource of(Path file) {
        String text = String.join("\n", Repository.lines(file));
        Matcher home = PACKAGE.matcher(text);
        return new JavaSource(
                Repository.name(file),
                text,
                home.find() ? home.group(1) : "",
                NAMED.matcher(COMMENT.matcher(text).replaceAll(""))
                        .results()
                        .map(each -> each.group(1))
                        .collect(Collectors.toSet()));
    }

    String type() {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.substring(0, file.length() - ".java".length());
    }

    boolean isMain() {
        return name.contains("/src/main/");
    }

    /** Whether it is part of the program. */
    boolean isShipped() {
        return isMain()
                && CompiledRooms.MODULES.stream().anyMatch(module -> name.startsWith(module + "/"));
    }

    boolean isPublic() {
        return PUBLIC.matcher(text).find();
    }

    /** Whether others get to see that type through this one. */
    boolean shows(String other) {
        return isPublic()
                && !type().equals(other)
                && SHOWN.matcher(text)
                        .results()
                        .anyMatch(each -> each.group().matches("(?s).*\\b" + other + "\\b.*"));
    }
}
