package dev.ringback.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What may be typed after {@code ringback predictions}, and what the help says about it. */
final class PredictionsUsage {

    static final String MODEL = "--model";
    static final String INPUT = "--input";
    static final String WEBHOOK_URL = "--webhook-url";
    static final String WEBHOOK_SECRET = "--webhook-secret";
    static final String WAIT = "--wait";
    static final String VALIDATE_INPUT = "--validate-input";
    static final String CURSOR = "--cursor";
    static final String PAGE_SIZE = "--page-size";
    static final String URL = "--url";

    private PredictionsUsage() {}

    static CommandSpec spec() {
        CommandSpec spec = command("Makes predictions on a running server, and looks after them.");
        spec.addSubcommand("create", create());
        spec.addSubcommand("get", one("Prints a prediction."));
        spec.addSubcommand("list", list());
        spec.addSubcommand("cancel", one("Calls a prediction off; it ends as failed."));
        return spec;
    }

    private static CommandSpec create() {
        return calling("Makes a prediction and prints it.")
                .addOption(
                        valued(
                                        MODEL,
                                        "<owner/name>",
                                        "Which model, perhaps with :version behind it.")
                                .required(true)
                                .build())
                .addOption(
                        valued(
                                        INPUT,
                                        "<json>",
                                        "What it is given: JSON, @FILE with JSON, or - for standard"
                                                + " input.")
                                .required(true)
                                .build())
                .addOption(
                        valued(
                                        WEBHOOK_URL,
                                        "<url>",
                                        "Is sent the prediction whenever its status changes.")
                                .build())
                .addOption(valued(WEBHOOK_SECRET, "<secret>", "Signs what is sent there.").build())
                .addOption(
                        valued(WAIT, "<seconds>", "Waits for the result, 60 seconds at most.")
                                .build())
                .addOption(
                        OptionSpec.builder(VALIDATE_INPUT)
                                .description("Has input refused at once that no model could take.")
                                .build());
    }

    private static CommandSpec list() {
        return calling("Prints a page of the predictions, the newest first.")
                .addOption(valued(CURSOR, "<cursor>", "Which page; an answer names them.").build())
                .addOption(valued(PAGE_SIZE, "<number>", "How many on it, 5 to 50.").build());
    }

    private static CommandSpec one(String description) {
        return calling(description)
                .addPositional(
                        PositionalParamSpec.builder()
                                .paramLabel("ID")
                                .type(String.class)
                                .arity("1")
                                .description("The prediction's id.")
                                .build());
    }

    private static CommandSpec calling(String description) {
        CommandSpec spec = command(description);
        spec.usageMessage()
                .footer(
                        "",
                        "Environment variables: RINGBACK_API_KEY holds the API key; a server on"
                                + " this machine is shown the",
                        "development key when there is none. RINGBACK_URL stands for --url.",
                        "Exit code: 0 done, 1 refused or not reached, 2 typed wrongly.");
        return spec.addOption(
                valued(URL, "<url>", "The server. Default: " + PredictionsCommand.USUAL_URL)
                        .build());
    }

    private static CommandSpec command(String description) {
        return Help.command(description).addOption(Help.option());
    }

    private static OptionSpec.Builder valued(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description);
    }
}
