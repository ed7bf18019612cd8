package dev.ringback.server.command;

import dev.ringback.cli.Environment;
import dev.ringback.cli.ExitCode;
import dev.ringback.cli.Terminal;
import dev.ringback.server.config.Configuration;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Settings;
import dev.ringback.server.config.SettingsLoaded;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** Runs a server until the process is told to stop. */
record ServeCommand(Launch launch, StopSignal stop, Terminal terminal, Environment environment) {

    /** Less than the 30 s after which container platforms kill what has not stopped. */
    static final Duration DRAIN = Duration.ofSeconds(25);

    int run(Mode mode, Map<String, List<String>> flags) {
        return switch (Configuration.load(mode, flags, environment)) {
            case SettingsLoaded.Refused(String sentence) -> {
                terminal.note(sentence);
                yield ExitCode.USAGE;
            }
            case SettingsLoaded.Ready(Settings settings) -> start(settings);
        };
    }

    private int start(Settings settings) {
        return switch (launch.start(settings)) {
            case Launch.Outcome.Failed(String reason) -> failed(settings, reason);
            case Launch.Outcome.Up(StartedServer server) ->
                    stop.await(() -> goOn(settings, server), () -> drain(settings, server));
            case Launch.Outcome.StandingBy(StandbyServer waiting) -> standBy(settings, waiting);
        };
    }

    private void note(Settings settings, String sentence) {
        new Notes(terminal, settings.logFormat(), InstantSource.system()).say(sentence);
    }

    private int failed(Settings settings, String reason) {
        note(settings, reason);
        return ExitCode.FAILED;
    }

    private OptionalInt goOn(Settings settings, StartedServer server) {
        introduce(settings, server);
        return OptionalInt.empty();
    }

    /** Whoever stands by may be stopped before its turn comes, or after. */
    private int standBy(Settings settings, StandbyServer waiting) {
        var stopping = new AtomicReference<Runnable>(waiting::stop);
        return stop.await(
                () -> {
                    note(settings, waiting.sentence());
                    terminal.say("ringback standby " + waiting.uri());
                    return switch (waiting.await()) {
                        case Launch.Outcome.Failed(String reason) ->
                                OptionalInt.of(failed(settings, reason));
                        case Launch.Outcome.Up(StartedServer server) -> {
                            stopping.set(() -> drain(settings, server));
                            yield goOn(settings, server);
                        }
                        case Launch.Outcome.StandingBy _ ->
                                throw new IllegalStateException("it stood by already");
                    };
                },
                () -> stopping.get().run());
    }

    private void introduce(Settings settings, StartedServer server) {
        server.generatedKey()
                .ifPresent(key -> {
                    note(settings, "this is the admin API key, shown only now: " + key);
                    note(settings, "send it as \"Authorization: Bearer " + key + "\"");
                });
        if (settings.usesDevKey()) {
            note(
                    settings,
                    "development on this machine only: the API key is "
                            + Settings.DEV_KEY
                            + ", which everybody knows");
        }
        terminal.say("ringback ready " + server.uri());
        server.lookAround();
    }

    private void drain(Settings settings, StartedServer server) {
        note(settings, "stopping; what is running has %d s to end".formatted(DRAIN.toSeconds()));
        server.stop(DRAIN);
    }
}
