package dev.ringback.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs the commands that speak to a server, and keeps what they print. */
final class Stage {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;
    private final Environment environment;

    private Stage(Path directory, Map<String, String> variables, String typed) {
        this.terminal =
                new Terminal(
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        this.environment = new Environment(variables, directory);
    }

    static Stage in(Path directory) {
        return new Stage(directory, Map.of(), "");
    }

    /** One into which something is piped. */
    static Stage typing(Path directory, Map<String, String> variables, String typed) {
        return new Stage(directory, variables, typed);
    }

    int run(String... arguments) {
        var predictions = new PredictionsCommand(terminal, environment, "dev");
        return new Commands(List.of(predictions.command()), Map.of(), terminal, "1.2.3")
                .run(arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
