package dev.ringback.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide names the metrics that there are. */
class MetricsGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "operating.md");
    private static final Path SOURCES =
            Path.of("src", "main", "java", "dev", "ringback", "server", "observe");
    private static final Pattern MADE = Pattern.compile("\"(ringback[._][a-z._]+)");
    private static final Pattern NAMED = Pattern.compile("`(ringback_[a-z_]+)");

    @Test
    void theGuideAndTheCodeNameTheSame() throws IOException {
        Set<String> made = new TreeSet<>();
        try (Stream<Path> sources = Files.list(SOURCES)) {
            sources.forEach(source -> made.addAll(names(MADE, source)));
        }
        assertThat(names(NAMED, GUIDE)).isNotEmpty().isEqualTo(made);
    }

    /** Without the units that the format of the text adds to some. */
    private static Set<String> names(Pattern pattern, Path file) {
        Set<String> names = new TreeSet<>();
        pattern.matcher(text(file))
                .results()
                .map(name -> name.group(1).replace('.', '_'))
                .forEach(name -> names.add(name.replaceFirst("_(total|seconds)$", "")));
        return names;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
