package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules that a compiler does not know, read off the source tree. */
final class TidyTest {

    private static final int LONGEST_LINE = 100;
    private static final String SELF = "TidyTest.java";

    private static final List<Path> JAVA =
            Repository.files(".java").stream().filter(file -> !file.endsWith(SELF)).toList();
    private static final List<Path> TEXTS =
            Repository.files(
                            ".java",
                            ".md",
                            ".xml",
                            ".yml",
                            ".yaml",
                            ".json",
                            ".sql",
                            ".txt",
                            ".properties",
                            ".html",
                            ".sh",
                            "ringback")
                    .stream()
                    .filter(file -> !file.endsWith(SELF))
                    .toList();

    /** A call that must not be made, and what to do instead. */
    private record Banned(String call, Predicate<Path> where, String instead) {}

    private static final List<Banned> BANNED =
            List.of(
                    new Banned(
                            "Thread.sleep(",
                            _ -> true,
                            "wait for what you wait for: a latch, a signal, Time.at"),
                    new Banned(
                            "Instant.now(",
                            file -> isMain(file) && !file.endsWith("SystemTime.java"),
                            "take a Time"),
                    new Banned(
                            "System.currentTimeMillis(",
                            file -> isMain(file) && !file.endsWith("SystemTime.java"),
                            "take a Time"),
                    new Banned(
                            ".at(time.now()",
                            TidyTest::isMain,
                            "alarms go by the steady time: Time.after"),
                    new Banned(
                            "EmbeddedPostgres.start(",
                            _ -> true,
                            "PatientPostgres.start(), which waits on a slow machine too"),
                    new Banned(
                            "EmbeddedPostgres.builder(",
                            file -> !file.endsWith("PatientPostgres.java"),
                            "PatientPostgres.builder()"),
                    new Banned("LocalDateTime.now(", _ -> true, "take a Time"),
                    new Banned(
                            "System.out",
                            file -> isMain(file) && !mayPrint(file),
                            "log it, or print it in the command package"),
                    new Banned(
                            "System.err",
                            file -> isMain(file) && !mayPrint(file),
                            "log it, or print it in the command package"),
                    new Banned("printStackTrace()", _ -> true, "log it with its cause"),
                    new Banned("System.exit(", file -> isMain(file) && !mayPrint(file), "return"),
                    new Banned("Math.random(", _ -> true, "take a RandomGenerator"),
                    new Banned("Executors.newCached", _ -> true, "use virtual threads"),
                    new Banned("new Thread(", _ -> true, "Thread.ofVirtual() or ofPlatform()"),
                    new Banned("@Autowired", _ -> true, "wire by new"),
                    new Banned("@Disabled(", _ -> true, "repair the test or remove it"));

    private static boolean isMain(Path file) {
        String name = Repository.name(file);
        return name.contains("src/main/") && !name.startsWith("testkit/");
    }

    private static boolean mayPrint(Path file) {
        String name = Repository.name(file);
        return name.contains("/command/")
                || name.contains("/logs/")
                || name.startsWith("bench/")
                || folder(file).endsWith("dev/ringback/server");
    }

    private static Path folder(Path file) {
        return file.resolveSibling("").normalize();
    }

    private static List<String> offending(List<Path> files, Predicate<String> line) {
        var found = new ArrayList<String>();
        for (Path file : files) {
            List<String> lines = Repository.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (line.test(lines.get(i))) {
                    found.add(
                            "%s:%d %s"
                                    .formatted(Repository.name(file), i + 1, lines.get(i).strip()));
                }
            }
        }
        return found;
    }

    private static boolean isComment(String line) {
        String text = line.strip();
        return text.startsWith("*") || text.startsWith("//") || text.startsWith("/*");
    }

    @Test
    void theTreeIsLookedAt() {
        assertThat(JAVA).hasSizeGreaterThan(50);
        assertThat(TEXTS).anyMatch(file -> file.endsWith("README.md"));
    }

    @Test
    void noBannedCallIsMade() {
        var found = new ArrayList<String>();
        for (Banned banned : BANNED) {
            List<Path> files = JAVA.stream().filter(banned.where()).toList();
            offending(files, line -> !isComment(line) && line.contains(banned.call()))
                    .forEach(where -> found.add(where + "  -> " + banned.instead()));
        }
        assertThat(found).isEmpty();
    }

    /** Benchmarks and reports measure the machine; a test waits, and judges what came of it. */
    @Test
    void testsAreAsPatientAsTheMachineIsSlow() {
        var ownPatience =
                Pattern.compile(
                        "\\b(get|await|poll|waitFor|tryAcquire|awaitTermination|orTimeout)\\("
                                + "[^()]*\\b(NANO|MICRO|MILLI)?(SECONDS|MINUTES)\\)"
                                + "|\\bassertTimeout"
                                + "|[.](timeout|connectTimeout|join)\\(Duration[.]of(Mi|Se)"
                                + "|[.](setSoTimeout|join)\\([0-9]"
                                + "|assertThat\\(.*(nanoTime|timeToReady|currentTimeMillis)\\("
                                + "|isLessThan\\w*\\(Duration[.]of");
        List<Path> tests =
                JAVA.stream()
                        .filter(file -> !isMain(file) && !file.endsWith("Eventually.java"))
                        .toList();
        assertThat(offending(tests, line -> ownPatience.matcher(line).find()))
                .as("wait by Eventually; let a ManualTime pass; assert nothing of how long it took")
                .isEmpty();
    }

    @Test
    void noNameSaysNothing() {
        var empty = Pattern.compile("(Manager|Helper|Utils?|Impl|Processor|DTO|Dto)$|^Abstract");
        assertThat(JAVA)
                .filteredOn(file -> empty.matcher(simpleName(file)).find())
                .as("name it after what it is")
                .isEmpty();
        assertThat(JAVA)
                .filteredOn(file -> isMain(file) && simpleName(file).matches(".*Tests?"))
                .as("what is no test is not called one")
                .isEmpty();
        assertThat(JAVA)
                .filteredOn(file ->
                        Stream.of("common", "util", "utils", "impl", "dto")
                                .anyMatch(folder(file)::endsWith))
                .as("put it where it belongs")
                .isEmpty();
        var declared =
                Pattern.compile(
                        "\\b(class|interface|record|enum) (Abstract\\w*"
                                + "|\\w*(Manager|Helper|Utils?|Impl|Processor|DTO))\\b");
        assertThat(offending(JAVA, line -> !isComment(line) && declared.matcher(line).find()))
                .isEmpty();
    }

    @Test
    void aNameIsFoundInOneFile() {
        Map<String, List<String>> files =
                JAVA.stream()
                        .filter(file -> Repository.name(file).contains("src/main/"))
                        .filter(file -> !file.endsWith("package-info.java"))
                        .collect(
                                Collectors.groupingBy(
                                        TidyTest::simpleName,
                                        TreeMap::new,
                                        Collectors.mapping(Repository::name, Collectors.toList())));
        assertThat(files.values())
                .filteredOn(named -> named.size() > 1)
                .as("one name, one file: whoever searches a name finds what is meant")
                .isEmpty();
    }

    /** So that a type's simple name is that of its file, which the rule above compares. */
    @Test
    void aFileHoldsOneType() {
        var type = Pattern.compile("^(?:[a-z-]+ )*(?:class|record|interface|enum) (\\w+).*");
        for (Path file : JAVA) {
            assertThat(Repository.lines(file).stream().map(type::matcher).filter(Matcher::matches))
                    .as(Repository.name(file))
                    .allMatch(each -> each.group(1).equals(simpleName(file)));
        }
    }

    /** Who knows whom is read off imports, too. */
    @Test
    void eachTypeIsImportedByItsName() {
        assertThat(offending(JAVA, line -> line.matches("import .*\\*;"))).isEmpty();
    }

    private static String simpleName(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ".java".length());
    }

    @Test
    void linesAreShort() {
        var found = new ArrayList<String>();
        for (Path file : JAVA) {
            boolean inText = false;
            for (String line : Repository.lines(file)) {
                boolean mayBeLong =
                        inText
                                || line.startsWith("import ")
                                || line.contains("://")
                                || (!isMain(file) && line.contains("\""));
                if (line.length() > LONGEST_LINE && !mayBeLong) {
                    found.add(Repository.name(file) + ": " + line.strip());
                }
                boolean marks = line.split("\"\"\"", -1).length % 2 == 0;
                inText = inText != marks;
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageIsDescribedAndWithoutNulls() {
        var packages = JAVA.stream().map(TidyTest::folder).distinct().toList();
        assertThat(packages)
                .filteredOn(folder -> isMain(folder) || folder.toString().contains("src/main"))
                .allMatch(folder -> Files.exists(folder.resolve("package-info.java")));
        assertThat(JAVA)
                .filteredOn(file -> file.endsWith("package-info.java"))
                .allMatch(file ->
                        Repository.lines(file).stream()
                                .anyMatch(line -> line.startsWith("@NullMarked")));
    }

    @Test
    void nothingIsPutOff() {
        var putOff = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");
        assertThat(offending(TEXTS, line -> putOff.matcher(line).find()))
                .as("do it, or write down why not where users read it")
                .isEmpty();
    }

    @Test
    void nobodySignsAFile() {
        assertThat(offending(JAVA, line -> line.contains("@author"))).isEmpty();
    }

    @Test
    void everyPageHasOneTitle() {
        for (Path page : Repository.files(".md")) {
            boolean inCode = false;
            int titles = 0;
            for (String line : Repository.lines(page)) {
                inCode = inCode != line.startsWith("```");
                titles += !inCode && line.startsWith("# ") ? 1 : 0;
            }
            assertThat(titles).as("titles of " + Repository.name(page)).isEqualTo(1);
        }
    }

    @Test
    void noPathOfAMachineIsWrittenDown() {
        var launcher = Pattern.compile("(^|/)ringback$");
        var path = Pattern.compile("(?<![\\w.-])/(work|root|farm)/|/usr/lib/jvm|/home/\\w+/");
        List<Path> files =
                TEXTS.stream()
                        .filter(file -> !launcher.matcher(Repository.name(file)).find())
                        .toList();
        assertThat(offending(files, line -> path.matcher(line).find())).isEmpty();
    }

    @Test
    void textsAreSoberAndSpeakOfTheProductOnly() {
        var foreign =
                Pattern.compile(
                        "\\b(blazing|revolutionary|seamless(ly)?|cutting[- ]edge|world[- ]class"
                                + "|game[- ]changer|supercharge|effortless(ly)?|as an AI"
                                + "|generated (by|with) an? AI|co-authored-by)\\b",
                        Pattern.CASE_INSENSITIVE);
        assertThat(offending(TEXTS, line -> foreign.matcher(line).find())).isEmpty();
    }
}
