package dev.ringback.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A page of the guide.
 *
 * @param name of its file
 * @param steps what it has its reader do, in order
 */
record GuidePage(String name, List<Step> steps) {

    private static final String FENCE = "```";
    private static final String COMMAND = "sh";
    private static final String WEBHOOK = "http";
    private static final Set<String> OUTPUT = Set.of("json", "text");

    /** Something that can be seen to be so. */
    sealed interface Step {

        /** Commands, and what they print. */
        record Typed(String command, String shown) implements Step {}

        /** A request that arrives at the reader's receiver. */
        record Arriving(String shown) implements Step {}
    }

    /** A fenced block, with the word behind its first fence. */
    private record Block(String language, String text) {}

    /** The pages that have something to type, by their names. */
    static List<GuidePage> all() {
        try (Stream<Path> files = Files.list(Repository.root().resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(GuidePage::read)
                    .filter(page -> !page.steps().isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GuidePage read(Path file) {
        try {
            String name = String.valueOf(file.getFileName());
            return new GuidePage(name, steps(name, blocks(Files.readAllLines(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Step> steps(String page, List<Block> blocks) {
        List<Step> steps = new ArrayList<>();
        if (blocks.stream().noneMatch(each -> each.language().equals(COMMAND))) {
            return steps; // What it shows is not for a terminal; other tests see to it.
        }
        Optional<Block> typed = Optional.empty();
        for (Block block : blocks) {
            boolean output = OUTPUT.contains(block.language());
            if (output && typed.isEmpty()) {
                throw new AssertionError(page + " shows what nothing prints: " + block.text());
            }
            typed.map(each -> new Step.Typed(each.text(), output ? block.text() : ""))
                    .ifPresent(steps::add);
            typed = Optional.of(block).filter(each -> each.language().equals(COMMAND));
            if (block.language().equals(WEBHOOK)) {
                steps.add(new Step.Arriving(block.text()));
            }
        }
        typed.ifPresent(each -> steps.add(new Step.Typed(each.text(), "")));
        return steps;
    }

    private static List<Block> blocks(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        Optional<String> language = Optional.empty();
        var text = new StringBuilder();
        for (String line : lines) {
            if (!line.startsWith(FENCE)) {
                text.append(line).append('\n');
            } else if (language.isPresent()) {
                blocks.add(new Block(language.get(), text.toString()));
                language = Optional.empty();
            } else {
                language = Optional.of(line.substring(FENCE.length()).strip());
                text.setLength(0);
            }
        }
        return blocks;
    }
}
