package dev.ringback.server.command;

import dev.ringback.cli.Demo;
import dev.ringback.cli.Environment;
import dev.ringback.cli.ExitCode;
import dev.ringback.cli.Terminal;
import dev.ringback.server.config.Configuration;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.SettingTable;
import dev.ringback.server.config.Settings;
import dev.ringback.server.config.SettingsLoaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Shows one request go round, on a server and a store of its own. */
record DemoCommand(Launch launch, StopSignal stop, Terminal terminal, Environment environment) {

    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final String DATA = SettingTable.DATA.name();

    int run(Map<String, List<String>> flags, boolean keep) {
        try {
            return flags.containsKey(DATA) ? inGiven(flags, keep) : inTemporary(flags, keep);
        } catch (IOException e) {
            terminal.note("the demo's files cannot be used: " + e);
            return ExitCode.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            terminal.note("interrupted");
            return ExitCode.FAILED;
        }
    }

    private int inGiven(Map<String, List<String>> flags, boolean keep)
            throws IOException, InterruptedException {
        return switch (load(flags)) {
            case SettingsLoaded.Refused(String sentence) -> refused(sentence);
            case SettingsLoaded.Ready(Settings settings) when isUsed(settings.storage().data()) ->
                    // The demo's key, which everybody knows, would open what is there.
                    refused(
                            "data (from flag --data) is refused: it must be a new or empty"
                                    + " directory");
            case SettingsLoaded.Ready(Settings settings) -> {
                Path data = settings.storage().data();
                yield start(settings, keep, data.toString(), () -> {});
            }
        };
    }

    private int inTemporary(Map<String, List<String>> flags, boolean keep)
            throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("ringback-demo-");
        Map<String, List<String>> all = new HashMap<>(flags);
        all.put(DATA, List.of(data.toString()));
        try {
            return switch (load(all)) {
                case SettingsLoaded.Refused(String sentence) -> refused(sentence);
                case SettingsLoaded.Ready(Settings settings) ->
                        start(settings, keep, data + " (deleted at the end)", () -> delete(data));
            };
        } finally {
            delete(data);
        }
    }

    private SettingsLoaded load(Map<String, List<String>> flags) {
        return Configuration.load(
                Mode.DEMO, flags, new Environment(Map.of(), environment.directory()));
    }

    private int start(Settings settings, boolean keep, String data, Runnable end)
            throws IOException, InterruptedException {
        return switch (launch.start(settings)) {
            case Launch.Outcome.Failed(String reason) -> {
                terminal.note(reason);
                yield ExitCode.FAILED;
            }
            case Launch.Outcome.StandingBy(StandbyServer waiting) -> {
                terminal.note(waiting.sentence());
                waiting.stop();
                yield ExitCode.FAILED;
            }
            case Launch.Outcome.Up(StartedServer server) -> show(server, keep, data, end);
        };
    }

    private int show(StartedServer server, boolean keep, String data, Runnable end)
            throws IOException, InterruptedException {
        Runnable close =
                () -> {
                    server.stop(DRAIN);
                    end.run();
                };
        boolean kept = false;
        try (Demo demo = Demo.on(server.uri(), Settings.DEV_KEY, data, keep, terminal)) {
            Optional<String> problem = demo.show();
            if (problem.isPresent()) {
                terminal.note("the demo failed: " + problem.get());
                return ExitCode.FAILED;
            }
            kept = keep;
            return keep ? stop.await(OptionalInt::empty, close) : ExitCode.OK;
        } finally {
            if (!kept) {
                close.run();
            }
        }
    }

    private int refused(String sentence) {
        terminal.note(sentence);
        return ExitCode.USAGE;
    }

    private static boolean isUsed(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isPresent();
        }
    }

    private void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            terminal.note("%s could not be deleted: %s".formatted(directory, e));
        }
    }
}
