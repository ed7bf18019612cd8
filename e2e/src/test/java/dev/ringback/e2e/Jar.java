package dev.ringback.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged server, ready to be run by the Java that runs the tests. */
final class Jar {

    private static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m",
                    "--enable-native-access=ALL-UNNAMED");

    private Jar() {}

    /** The words that run it; arguments go behind them. */
    static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-jar", path().toString()));
        return command;
    }

    /** A process that runs one command, in an environment without settings of Ringback. */
    static Process run(Map<String, String> variables, String... arguments) {
        List<String> command = command();
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(Jar::changesTheServer);
        builder.environment().putAll(variables);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the server cannot be started", e);
        }
    }

    private static boolean changesTheServer(String variable) {
        return variable.startsWith("RINGBACK_")
                || variable.equals("JAVA_TOOL_OPTIONS")
                || variable.equals("JDK_JAVA_OPTIONS");
    }

    private static Path path() {
        Path jar = Repository.root().resolve("server/target/ringback.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("there is no " + jar + ": run ./ringback verify");
        }
        return jar;
    }
}
