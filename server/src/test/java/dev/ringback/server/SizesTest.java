package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How long a file may be and how large a package: each has one idea. */
final class SizesTest {

    private static final int LONGEST_FILE = 300;
    private static final int LONGEST_TEST = 400;
    private static final int LARGEST_PACKAGE = 3_000;

    private static final List<Path> JAVA = Repository.files(".java");

    private static boolean isMain(Path file) {
        return Repository.name(file).contains("/src/main/");
    }

    private static long lines(Path file) {
        return Repository.lines(file).size();
    }

    private static String folder(Path file) {
        String name = Repository.name(file.resolveSibling("").normalize());
        return name.substring(name.indexOf("/java/") + "/java/".length());
    }

    @Test
    void filesAreShort() {
        Set<String> longer =
                JAVA.stream()
                        .filter(SizesTest::isMain)
                        .filter(file -> lines(file) > LONGEST_FILE)
                        .map(file -> String.valueOf(file.getFileName()))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(longer).as("files of more than %d lines", LONGEST_FILE).isEmpty();
    }

    @Test
    void testsAreShort() {
        assertThat(JAVA)
                .filteredOn(file -> !isMain(file) && lines(file) > LONGEST_TEST)
                .as("tests of more than %d lines", LONGEST_TEST)
                .isEmpty();
    }

    @Test
    void packagesAreSmall() {
        Map<String, Long> sizes =
                JAVA.stream()
                        .filter(SizesTest::isMain)
                        .collect(
                                Collectors.groupingBy(
                                        SizesTest::folder,
                                        Collectors.summingLong(SizesTest::lines)));
        sizes.values().removeIf(size -> size <= LARGEST_PACKAGE);
        assertThat(sizes.keySet()).as("packages of more than %d lines", LARGEST_PACKAGE).isEmpty();
    }
}
