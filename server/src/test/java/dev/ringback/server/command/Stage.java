package dev.ringback.server.command;

import dev.ringback.cli.Environment;
import dev.ringback.cli.ExitCode;
import dev.ringback.cli.Terminal;
import dev.ringback.server.config.Settings;
import dev.ringback.server.vault.Secret;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs commands with a server that is only written down, and keeps what they print. */
final class Stage {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;
    private final List<Settings> started = new ArrayList<>();
    private final List<Duration> drained = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Environment environment;
    private final Optional<String> generatedKey;

    Stage(Path directory, Map<String, String> variables, Optional<String> generatedKey) {
        this.terminal =
                new Terminal(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        this.environment = new Environment(variables, directory);
        this.generatedKey = generatedKey;
    }

    /** Keeps what upkeep it was asked for, and does nothing. */
    private final class Notebook implements Upkeep {

        @Override
        public Outcome backup(Settings settings, Backup backup) {
            asked.add(settings.storage().data() + " " + backup);
            return new Outcome.Done(List.of("backed up", "key too"));
        }

        @Override
        public Outcome move(Settings settings, Path from) {
            asked.add(from + " " + settings.storage().databaseUrl().map(Secret::reveal));
            return new Outcome.Failed("it does not fit");
        }
    }

    static Stage in(Path directory) {
        return new Stage(directory, Map.of(), Optional.empty());
    }

    int run(String... arguments) {
        return run(this::up, arguments);
    }

    int run(Launch launch, String... arguments) {
        StopSignal atOnce =
                (watching, stop) -> {
                    OptionalInt code = watching.get();
                    if (code.isPresent()) {
                        return code.getAsInt();
                    }
                    stop.run();
                    return ExitCode.OK;
                };
        return new Program(launch, new Notebook(), atOnce, terminal, environment, "1.2.3")
                .run(arguments);
    }

    Launch.Outcome up(Settings settings) {
        return up(settings, URI.create("http://127.0.0.1:4711"));
    }

    Launch.Outcome up(Settings settings, URI uri) {
        started.add(settings);
        return new Launch.Outcome.Up(
                new StartedServer() {
                    @Override
                    public void lookAround() {}

                    @Override
                    public URI uri() {
                        return uri;
                    }

                    @Override
                    public Optional<String> generatedKey() {
                        return generatedKey;
                    }

                    @Override
                    public void stop(Duration drain) {
                        drained.add(drain);
                    }
                });
    }

    List<Settings> started() {
        return started;
    }

    List<String> asked() {
        return asked;
    }

    List<Duration> drained() {
        return drained;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
