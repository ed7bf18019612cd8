package dev.ringback.cli;

import dev.ringback.cli.ServerApi.Answer;
import dev.ringback.cli.ServerApi.Call;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Makes predictions on a running server, and looks after them, over its public HTTP API.
 *
 * @param knownKey the API key that everybody knows, which a server on this machine is shown when
 *     there is no other
 */
public record PredictionsCommand(Terminal terminal, Environment environment, String knownKey) {

    /** The variable that tells where a server is. */
    public static final String URL_VARIABLE = "RINGBACK_URL";

    /** Where a server listens when nothing else is said. */
    static final String USUAL_URL = "http://127.0.0.1:8288";

    private static final String PATH = "/v1/predictions";
    private static final int LONGEST_WAIT = 60;
    private static final int LONGEST_EXCERPT = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The command as the program has it. */
    public Command command() {
        return new Command("predictions", PredictionsUsage::spec, this::run);
    }

    private int run(ParseResult predictions) {
        if (!predictions.hasSubcommand()) {
            terminal.note("a command is missing: create, get, list or cancel");
            return ExitCode.USAGE;
        }
        ParseResult command = predictions.subcommand();
        Call call =
                switch (command.commandSpec().name()) {
                    case "create" -> create(command);
                    case "get" -> Call.of("GET", PATH + "/" + id(command));
                    case "list" -> Call.of("GET", PATH + query(command));
                    case "cancel" -> Call.of("POST", PATH + "/" + id(command) + "/cancel");
                    default -> throw new IllegalStateException("no such command: " + command);
                };
        try (var api = api(command)) {
            return switch (api.answer(call)) {
                case Answer.Good(_, String json, _) -> {
                    terminal.say(json);
                    yield ExitCode.OK;
                }
                case Answer.Bad bad -> failed(words(api.server(), bad));
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        }
    }

    private int failed(String reason) {
        terminal.note(reason);
        return ExitCode.FAILED;
    }

    private static String words(String server, Answer.Bad bad) {
        return switch (bad) {
            case Answer.Refused(int status, String text) ->
                    "the server answered %d: %s".formatted(status, reason(text));
            case Answer.Garbled _ -> "the server answered with something that is not JSON";
            case Answer.Missing(IOException why) ->
                    "%s cannot be reached: %s"
                            .formatted(
                                    server,
                                    Objects.requireNonNullElse(why.getMessage(), "no connection"));
        };
    }

    /** The detail of the answer: a sentence, or what is wrong with each of several fields. */
    private static String reason(String body) {
        JsonTree json = JsonTree.read(Payload.of(body)).orElseGet(JsonObject::new);
        JsonTree detail = json.at("detail");
        if (detail.isText()) {
            return detail.plain();
        }
        if (detail.isArray() && !detail.isEmpty()) {
            return detail.elements()
                    .map(PredictionsCommand::fault)
                    .collect(Collectors.joining("; "));
        }
        String line = body.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST_EXCERPT ? line.substring(0, LONGEST_EXCERPT) + "..." : line;
    }

    private static String fault(JsonTree fault) {
        Stream<String> place = fault.at("loc").elements().map(JsonTree::plain);
        return place.collect(Collectors.joining(".")) + " " + fault.text("msg").orElse("");
    }

    private Call create(ParseResult command) {
        Optional<String> url = value(command, PredictionsUsage.WEBHOOK_URL);
        Optional<String> secret = value(command, PredictionsUsage.WEBHOOK_SECRET);
        if (secret.isPresent() && url.isEmpty()) {
            throw wrong(command, "--webhook-secret is given without --webhook-url");
        }
        Map<String, String> headers = new HashMap<>();
        Optional<Integer> wait =
                value(command, PredictionsUsage.WAIT).map(text -> wait(command, text));
        wait.ifPresent(seconds -> headers.put("Prefer", "wait=" + seconds));
        if (command.hasMatchedOption(PredictionsUsage.VALIDATE_INPUT)) {
            headers.put("Validate-Input", "true");
        }
        String model = value(command, PredictionsUsage.MODEL).orElseThrow();
        String body = new PredictionBody(model, input(command), url, secret).json();
        return new Call(
                "POST",
                PATH,
                headers,
                BodyPublishers.ofString(body),
                Duration.ofSeconds(wait.orElse(0)));
    }

    private static int wait(ParseResult command, String text) {
        int seconds = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (seconds < 1 || seconds > LONGEST_WAIT) {
            throw wrong(command, "--wait is not a number of seconds from 1 to " + LONGEST_WAIT);
        }
        return seconds;
    }

    /** What {@code --input} says or names, as it is. */
    private String input(ParseResult command) {
        String given = value(command, PredictionsUsage.INPUT).orElseThrow();
        try {
            String text =
                    switch (given) {
                        case "-" -> PredictionBody.text(terminal.in());
                        case String name when name.startsWith("@") ->
                                PredictionBody.text(environment.directory(), name.substring(1));
                        default -> given;
                    };
            PredictionBody.problemWith(text)
                    .ifPresent(problem -> {
                        throw wrong(command, "--input " + problem);
                    });
            return text.strip();
        } catch (IOException e) {
            throw wrong(command, "--input cannot be read: " + e);
        }
    }

    private static String id(ParseResult command) {
        String id = command.matchedPositionalValue(0, "");
        if (id.isEmpty()) {
            throw wrong(command, "ID is missing: the id of a prediction, as create prints it");
        }
        if (!id.matches("[A-Za-z0-9-]{1,64}")) {
            throw wrong(command, "ID is not the id of a prediction");
        }
        return id;
    }

    private static String query(ParseResult command) {
        Map<String, String> fields = new LinkedHashMap<>();
        value(command, PredictionsUsage.CURSOR).ifPresent(text -> fields.put("cursor", text));
        value(command, PredictionsUsage.PAGE_SIZE).ifPresent(text -> fields.put("page_size", text));
        return fields.entrySet().stream()
                .map(each ->
                        each.getKey()
                                + "="
                                + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", fields.isEmpty() ? "" : "?", ""));
    }

    private ServerApi api(ParseResult command) {
        String given =
                value(command, PredictionsUsage.URL)
                        .or(() -> variable(URL_VARIABLE))
                        .orElse(USUAL_URL);
        URI server = server(command, given.replaceFirst("(/v1)?/*$", ""));
        Optional<String> key =
                variable("RINGBACK_API_KEY")
                        .or(() -> isThisMachine(server) ? Optional.of(knownKey) : Optional.empty());
        if (key.filter(text -> text.matches("[!-~]+")).isEmpty()) {
            throw wrong(command, "an API key is needed in the variable RINGBACK_API_KEY");
        }
        return ServerApi.to(server.toString(), key.get(), PATIENCE);
    }

    private static URI server(ParseResult command, String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw wrong(command, "--url is not a URL such as " + USUAL_URL);
    }

    private static boolean isThisMachine(URI server) {
        String host = server.getHost();
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.variables().get(name))
                .filter(text -> !text.isBlank());
    }

    private static Optional<String> value(ParseResult command, String option) {
        return Optional.ofNullable(command.matchedOptionValue(option, (String) null));
    }

    private static ParameterException wrong(ParseResult command, String sentence) {
        return new ParameterException(command.commandSpec().commandLine(), sentence);
    }
}
