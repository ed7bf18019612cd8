package dev.ringback.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What README.md tells people to type. */
final class Readme {

    private static final String FENCE = "```";

    private Readme() {}

    /** The code blocks of one section, in order, each as it stands there. */
    static List<String> codeBlocks(String title) {
        List<String> blocks = new ArrayList<>();
        Optional<StringBuilder> open = Optional.empty();
        for (String line : section(title)) {
            if (line.startsWith(FENCE)) {
                open.ifPresent(block -> blocks.add(block.toString()));
                open = open.isPresent() ? Optional.empty() : Optional.of(new StringBuilder());
            } else {
                open.ifPresent(block -> block.append(line).append('\n'));
            }
        }
        return blocks;
    }

    private static List<String> section(String title) {
        List<String> lines = lines();
        int start = lines.indexOf("## " + title);
        if (start < 0) {
            throw new IllegalStateException("README.md has no section \"" + title + "\"");
        }
        return lines.subList(start + 1, lines.size()).stream()
                .takeWhile(line -> !line.startsWith("## "))
                .toList();
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(Repository.root().resolve("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
