package dev.ringback.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.Setting;
import dev.ringback.server.config.SettingPlace;
import dev.ringback.server.config.SettingTable;
import dev.ringback.server.config.Settings;
import dev.ringback.server.upstreams.Upstream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    @TempDir Path directory;

    @Test
    void serveSaysOneLineWhenItIsReadyAndDrainsWhenAskedToStop() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run("serve")).isZero();
        assertThat(stage.out()).isEqualTo("ringback ready http://127.0.0.1:4711\n");
        assertThat(stage.drained()).containsExactly(Duration.ofSeconds(25));
    }

    @Test
    void flagsReachTheServer() {
        Stage stage = Stage.in(directory);

        stage.run(
                "serve",
                "--port=0",
                "--upstream",
                "a=http://a",
                "--upstream=b=http://b",
                "--allow-private-network");

        Settings settings = stage.started().getFirst();
        assertThat(settings.mode()).isEqualTo(Mode.SERVE);
        assertThat(settings.listen().port()).isZero();
        assertThat(settings.allowPrivateNetwork()).isTrue();
        assertThat(settings.upstreams()).extracting(Upstream::name).containsExactly("a", "b");
    }

    /** Whatever reads the log reads all that comes on standard error. */
    @Test
    void withALogInJsonAllThatIsSaidOnStandardErrorIsJson() {
        Stage stage = new Stage(directory, Map.of(), Optional.of("rb_new"));

        assertThat(stage.run("serve", "--log-format", "json")).isZero();
        assertThat(stage.err().lines())
                .hasSizeGreaterThan(2)
                .allSatisfy(line ->
                        assertThat(JsonTree.readObject(Payload.of(line)))
                                .hasValueSatisfying(json -> {
                                    assertThat(json.text("level")).contains("INFO");
                                    assertThat(json.text("time")).isPresent();
                                    assertThat(json.text("message")).isPresent();
                                }));
        assertThat(stage.err()).contains("rb_new").contains("stopping");
        assertThat(stage.out()).isEqualTo("ringback ready http://127.0.0.1:4711\n");
    }

    @Test
    void aSwitchTakesFalse() {
        Stage stage = Stage.in(directory);

        stage.run("dev", "--allow-private-network=false");

        assertThat(stage.started().getFirst().allowPrivateNetwork()).isFalse();
    }

    @Test
    void devSaysThatItsKeyIsKnown() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run("dev")).isZero();
        assertThat(stage.started().getFirst().mode()).isEqualTo(Mode.DEV);
        assertThat(stage.err()).contains("the API key is dev, which everybody knows");
    }

    @Test
    void aGeneratedKeyIsShownOnStandardErrorOnly() {
        Stage stage = new Stage(directory, Map.of(), Optional.of("rb_new"));

        stage.run("serve");

        assertThat(stage.err()).contains("this is the admin API key, shown only now: rb_new\n");
        assertThat(stage.out()).doesNotContain("rb_new");
    }

    @Test
    void aWrongSettingStopsTheStartWithOneSentence() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run("serve", "--port", "70000")).isEqualTo(2);
        assertThat(stage.err())
                .isEqualTo(
                        "ringback: port \"70000\" (from flag --port) is refused: it must be a whole"
                                + " number from 0 to 65535\n");
        assertThat(stage.out()).isEmpty();
        assertThat(stage.started()).isEmpty();
    }

    @Test
    void aServerThatCannotStartIsOneSentence() {
        Stage stage = Stage.in(directory);

        int code = stage.run(_ -> new Launch.Outcome.Failed("port 8288 is taken"), "serve");

        assertThat(code).isEqualTo(1);
        assertThat(stage.err()).isEqualTo("ringback: port 8288 is taken\n");
        assertThat(stage.out()).isEmpty();
    }

    @Test
    void aServerThatStandsBySaysSoAndServesWhenItsTurnComes() {
        Stage stage = Stage.in(directory);

        int code = stage.run(settings -> standby(stage.up(settings)), "serve");

        assertThat(code).isZero();
        assertThat(stage.err()).contains("ringback: another one is active\n");
        assertThat(stage.out())
                .isEqualTo(
                        """
                        ringback standby http://127.0.0.1:4712
                        ringback ready http://127.0.0.1:4711
                        """);
        assertThat(stage.drained()).hasSize(1);
    }

    @Test
    void aServerThatCannotTakeOverIsOneSentence() {
        Stage stage = Stage.in(directory);

        int code = stage.run(_ -> standby(new Launch.Outcome.Failed("another key")), "serve");

        assertThat(code).isEqualTo(1);
        assertThat(stage.err()).endsWith("ringback: another key\n");
    }

    private static Launch.Outcome standby(Launch.Outcome then) {
        return new Launch.Outcome.StandingBy(
                new StandbyServer() {
                    @Override
                    public URI uri() {
                        return URI.create("http://127.0.0.1:4712");
                    }

                    @Override
                    public String sentence() {
                        return "another one is active";
                    }

                    @Override
                    public Launch.Outcome await() {
                        return then;
                    }

                    @Override
                    public void stop() {
                        throw new IllegalStateException("it is not stopped");
                    }
                });
    }

    @Test
    void anUnknownFlagIsRefusedWithTheOneThatWasProbablyMeant() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run("serve", "--prot", "1")).isEqualTo(2);
        assertThat(stage.err())
                .startsWith("ringback: there is no option")
                .contains("Did you mean --port?")
                .endsWith("See ringback serve --help.\n")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--api-key s3cret, RINGBACK_API_KEY",
        "--api-key=s3cret, RINGBACK_API_KEY",
        "--secret-key s3cret, RINGBACK_SECRET_KEY",
        "--heap 1g, RINGBACK_HEAP",
        "--api-key-file s3cret, RINGBACK_API_KEY_FILE"
    })
    void aFlagThatIsAVariableIsToldToBeOne(String arguments, String variable) {
        Stage stage = Stage.in(directory);

        assertThat(stage.run(("serve " + arguments).split(" "))).isEqualTo(2);
        assertThat(stage.err())
                .isEqualTo(
                        "ringback: there is no option %s; set %s in the environment. See ringback serve --help.\n"
                                .formatted(arguments.split("[ =]")[0], variable));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port 1 --port 2", "--port", "surplus"})
    void whatCannotBeParsedIsRefusedInOneLine(String arguments) {
        Stage stage = Stage.in(directory);

        assertThat(stage.run(("serve " + arguments).split(" "))).isEqualTo(2);
        assertThat(stage.err()).startsWith("ringback: ").hasLineCount(1);
        assertThat(stage.started()).isEmpty();
    }

    @Test
    void withoutACommandItNamesTheCommands() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run()).isEqualTo(2);
        assertThat(stage.err())
                .contains(
                        "serve, dev, demo, backup, move, predictions, version, help or completion")
                .hasLineCount(1);
    }

    @Test
    void anUnknownCommandIsRefused() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run("server")).isEqualTo(2);
        assertThat(stage.err()).startsWith("ringback: ").hasLineCount(1);
    }

    @Test
    void theVersionIsPrinted() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run("--version")).isZero();
        assertThat(stage.out()).isEqualTo("ringback 1.2.3\n");
    }

    @Test
    void theHelpNamesTheCommands() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run("--help")).isZero();
        assertThat(stage.out())
                .contains("serve", "dev", "demo", "predictions", "verify", "--version", "--help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "dev"})
    void theHelpMentionsEverySetting(String command) {
        Stage stage = Stage.in(directory);

        assertThat(stage.run(command, "--help")).isZero();
        String words = stage.out().replaceAll("\\s+", " ");
        for (Setting<?> setting : SettingTable.ALL) {
            assertThat(words).contains(setting.variable()).contains(setting.meaning());
            if (setting.in(SettingPlace.FLAG)) {
                assertThat(words).contains(setting.flag()).contains(setting.form());
            }
        }
    }

    @Test
    void theHelpGivesTheDefaultsOfItsCommand() {
        Stage serve = Stage.in(directory);
        Stage dev = Stage.in(directory);

        serve.run("serve", "--help");
        dev.run("dev", "--help");

        assertThat(serve.out()).contains("default: ./ringback-data;");
        assertThat(dev.out()).contains("default: ./ringback-data/dev;");
    }

    @Test
    void theHelpOfTheDemoNamesItsFlagsAndNoOthers() {
        Stage stage = Stage.in(directory);

        assertThat(stage.run("demo", "--help")).isZero();
        assertThat(stage.out())
                .contains("--keep", "--port", "--data")
                .doesNotContain("--host", "RINGBACK_");
    }

    @Test
    void aBackupFindsTheDataAsTheServerDoes() {
        Stage stage = new Stage(directory, Map.of("RINGBACK_DATA", "kept"), Optional.empty());

        assertThat(stage.run("backup", "a/b.db", "--overwrite")).isZero();

        assertThat(stage.out()).isEqualTo("backed up\nkey too\n");
        assertThat(stage.asked())
                .containsExactly(
                        "%s Backup[file=%s, overwrite=true, withKey=true]"
                                .formatted(directory.resolve("kept"), directory.resolve("a/b.db")));
        assertThat(stage.run("backup", "c", "--without-key", "--data=d")).isZero();
        assertThat(stage.asked().getLast())
                .startsWith(directory.resolve("d").toString())
                .contains("overwrite=false, withKey=false");
    }

    @Test
    void aMoveTakesTheUrlFromTheFlagOrTheVariable() {
        var variables = Map.of("RINGBACK_DATABASE_URL", "postgresql://h/variable");
        Stage stage = new Stage(directory, variables, Optional.empty());

        assertThat(stage.run("move", "--from", "old")).isEqualTo(1);
        assertThat(stage.run("move", "--from", "old", "--to", "postgresql://h/flag")).isEqualTo(1);

        String old = directory.resolve("old").toString();
        assertThat(stage.asked())
                .containsExactly(
                        old + " Optional[postgresql://h/variable]",
                        old + " Optional[postgresql://h/flag]");
        assertThat(stage.err()).contains("ringback: it does not fit\n").hasLineCount(2);
        assertThat(stage.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup", "backup a b", "move", "move --from=a --to=mysql://x/y"})
    void upkeepThatIsAskedForWronglyIsRefusedInOneLine(String arguments) {
        Stage stage = Stage.in(directory);

        assertThat(stage.run(arguments.split(" "))).isEqualTo(2);
        assertThat(stage.err()).startsWith("ringback: ").hasLineCount(1);
        assertThat(stage.asked()).isEmpty();
    }
}
