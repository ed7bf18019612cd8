package dev.ringback.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A source tree with the real launcher in which a build takes no minute: in the place of Maven
 * stands a script that hands out the jar which is tested here, and counts how often it was asked.
 */
final class Checkout {

    private static final List<String> MODULES = List.of("kernel", "server", "testkit", "e2e");
    private static final String SOURCE = "kernel/src/main/java/Source.java";

    private final Path root;
    private final Path tools;

    private Checkout(Path root, Path tools) {
        this.root = root;
        this.tools = tools;
    }

    /** Makes one in a directory, which everybody may look into. */
    static Checkout in(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var checkout = new Checkout(directory.resolve("checkout"), directory.resolve("tools"));
        checkout.fill();
        return checkout;
    }

    private void fill() throws IOException {
        Path real = Repository.root();
        for (String copied :
                List.of(
                        "ringback",
                        "packaging",
                        "docs",
                        "LICENSE",
                        "CHANGELOG.md",
                        "SECURITY.md")) {
            copy(real.resolve(copied), root.resolve(copied));
        }
        for (String module : MODULES) {
            Files.createDirectories(root.resolve(module).resolve("src/main/java"));
            Files.writeString(root.resolve(module).resolve("src/main/java/Any.java"), module);
            Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>\n");
        }
        Files.createDirectories(root.resolve(".mvn"));
        Files.writeString(root.resolve("pom.xml"), pom());
        change("1");
        Files.createDirectories(tools);
        Path maven = tools.resolve("mvn");
        Files.writeString(maven, maven(real.resolve("server/target")));
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String pom() {
        var pom = new StringBuilder("<project>\n  <version>0.0.1</version>\n");
        MODULES.forEach(module -> pom.append("  <module>%s</module>\n".formatted(module)));
        return pom.append("</project>\n").toString();
    }

    private String maven(Path built) {
        return """
        #!/bin/sh
        echo built >>%s
        mkdir -p server/target
        cp -p %s/ringback.jar server/target/
        cp -Rp %s/lib server/target/
        """
                .formatted(tools.resolve("builds"), built, built);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a)
                            throws IOException {
                        Files.createDirectories(to.resolve(from.relativize(dir).toString()));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        Files.createDirectories(to.getParent());
                        Files.copy(
                                file,
                                from.equals(file)
                                        ? to
                                        : to.resolve(from.relativize(file).toString()),
                                StandardCopyOption.COPY_ATTRIBUTES);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Leaves out the start-up cache, which takes longer to make than all else. */
    Checkout withoutCache() throws IOException {
        Path start = root.resolve("packaging/start");
        String script = Files.readString(start);
        int end = script.indexOf('\n') + 1;
        String quick = "[ \"${1:-}\" != demo ] || exit 1\n";
        Files.writeString(start, script.substring(0, end) + quick + script.substring(end));
        return this;
    }

    /** Changes a source; its time is always the same, as if the checkout had gone back. */
    void change(String text) {
        Path source = root.resolve(SOURCE);
        try {
            Files.writeString(source, text);
            Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the launcher. */
    Process run(String... arguments) {
        return run(List.of(), arguments);
    }

    /** Runs the launcher by other words, such as those that make it another user's process. */
    Process run(List<String> before, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(root.resolve("ringback").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("RINGBACK_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PATH", tools + ":" + builder.environment().get("PATH"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the launcher cannot be started", e);
        }
    }

    /** How often Maven was asked to build. */
    int builds() throws IOException {
        Path counted = tools.resolve("builds");
        return Files.exists(counted) ? Files.readAllLines(counted).size() : 0;
    }

    /** The builds that are kept. */
    List<Path> kept() throws IOException {
        try (Stream<Path> found = Files.list(dist())) {
            return found.filter(each -> Files.exists(each.resolve("ringback.jar"))).toList();
        }
    }

    /** Where builds and archives go. */
    Path dist() {
        return root.resolve("dist");
    }
}
