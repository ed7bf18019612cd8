import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes down the licences of the libraries that an archive ships: a list, and each text once.
 * Started from its source: {@code java Notices.java LICENCES LIB FILE}.
 */
final class Notices {

    private static final Pattern TEXT =
            Pattern.compile(
                    "META-INF/.*(LICEN[CS]E|NOTICE|COPYING)[^/]*", Pattern.CASE_INSENSITIVE);

    private final Path licences;
    private final Map<String, List<String>> texts = new LinkedHashMap<>();
    private final List<String> list = new ArrayList<>();
    private final Set<String> shipped = new HashSet<>();

    private Notices(Path licences) {
        this.licences = licences;
    }

    static void main(String[] arguments) throws IOException {
        var notices = new Notices(Path.of(arguments[0]));
        try (Stream<Path> jars = Files.list(Path.of(arguments[1]))) {
            for (Path jar : jars.sorted().toList()) {
                notices.add(jar);
            }
        }
        notices.requireAllShipped();
        Files.writeString(Path.of(arguments[2]), notices.whole());
    }

    private void add(Path jar) throws IOException {
        String name = jar.getFileName().toString();
        list.add("%-60s %s".formatted(name, licence(name)));
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().filter(Notices::isText).toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    keep(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        Path ours = licences.resolve(name.replaceFirst("-[0-9].*", ".txt"));
        if (Files.exists(ours)) {
            keep(name, Files.readString(ours));
        }
    }

    private String licence(String jar) throws IOException {
        for (String[] row : rows()) {
            if (jar.startsWith(row[0])) {
                shipped.add(row[0]);
                return row[1];
            }
        }
        throw new IOException("packaging/licences/table.txt says nothing of " + jar);
    }

    private List<String[]> rows() throws IOException {
        return Files.readAllLines(licences.resolve("table.txt")).stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 2)
                .toList();
    }

    /** What is not shipped any more must not be said to be. */
    private void requireAllShipped() throws IOException {
        for (String[] row : rows()) {
            if (!shipped.contains(row[0])) {
                throw new IOException(
                        "packaging/licences/table.txt names %s, which is not shipped"
                                .formatted(row[0]));
            }
        }
    }

    private void keep(String jar, String text) {
        String plain = text.replace("\r", "").strip();
        List<String> jars = texts.computeIfAbsent(plain, _ -> new ArrayList<>());
        if (!jars.contains(jar)) {
            jars.add(jar);
        }
    }

    private static boolean isText(ZipEntry entry) {
        return !entry.isDirectory()
                && !entry.getName().endsWith(".class")
                && TEXT.matcher(entry.getName()).matches();
    }

    private String whole() {
        var whole = new StringBuilder("Libraries in lib/ and their licences\n\n");
        list.forEach(line -> whole.append(line).append('\n'));
        whole.append("\nThe licences of the Java runtime are in runtime/legal/.\n");
        texts.forEach((text, jars) ->
                whole.append(
                        "\n%s\n%s\n\n%s\n"
                                .formatted("-".repeat(80), String.join("\n", jars), text)));
        return whole.toString();
    }
}
