package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whoever reads the pages finds every other one, and every class that they name. */
final class PagesTest {

    private static final Path ROOT = Repository.root();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern NAMED =
            Pattern.compile("`(?:[a-z]+/)*([A-Z]\\w*[a-z]\\w*)(?:[.](?:java|[a-z]\\w*))?`");
    private static final Pattern DECLARED =
            Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");

    @Test
    void everyPageOfTheGuideIsListed() {
        List<Path> pages = pages(page -> Repository.name(page).startsWith("docs/"));
        assertThat(pages).isNotEmpty();
        for (Path list : List.of(ROOT.resolve("docs/README.md"), ROOT.resolve("README.md"))) {
            assertThat(linked(list)).as(Repository.name(list)).containsAll(pages);
        }
    }

    private static List<Path> pages(Predicate<Path> which) {
        return Repository.files(".md").stream().filter(which).toList();
    }

    private static List<Path> linked(Path page) {
        Stream<Path> itself = Stream.of(page);
        return Stream.concat(itself, links(page).map(link -> target(page, link))).toList();
    }

    private static Stream<MatchResult> links(Path page) {
        return LINK.matcher(String.join("\n", Repository.lines(page)))
                .results()
                .filter(link -> !link.group(1).contains(":"));
    }

    private static Path target(Path page, MatchResult link) {
        return link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
    }

    @Test
    void everyLinkLeadsToAFileAndItsHeading() {
        var broken = new ArrayList<String>();
        for (Path page : pages(_ -> true)) {
            links(page)
                    .filter(link -> !leads(target(page, link), link.group(2)))
                    .forEach(link -> broken.add(Repository.name(page) + ": " + link.group()));
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path target, @Nullable String heading) {
        return Files.exists(target)
                && (heading == null
                        || Repository.lines(target).stream()
                                .filter(line -> line.startsWith("#"))
                                .anyMatch(line -> anchor(line).equals(heading)));
    }

    /** As pages of Git hosts name a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w -]", "")
                .replace(' ', '-');
    }

    /** What has no place on it is told in {@code docs/inside.md}. */
    @Test
    void theArchitectureIsOnePage() {
        assertThat(Repository.lines(ROOT.resolve("ARCHITECTURE.md"))).hasSizeLessThanOrEqualTo(180);
    }

    @Test
    void everyClassThatAPageNamesExists() {
        Set<String> declared =
                Repository.files(".java").stream()
                        .flatMap(file -> Repository.lines(file).stream())
                        .flatMap(line -> DECLARED.matcher(line).results())
                        .map(type -> type.group(1))
                        .collect(Collectors.toSet());
        for (String page :
                List.of(
                        "ARCHITECTURE.md",
                        "CONTRIBUTING.md",
                        "docs/inside.md",
                        "docs/troubleshooting.md")) {
            String text = String.join("\n", Repository.lines(ROOT.resolve(page)));
            List<String> named = NAMED.matcher(text).results().map(name -> name.group(1)).toList();
            assertThat(named).as(page).isNotEmpty().isSubsetOf(declared);
        }
    }
}
