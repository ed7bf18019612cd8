package dev.ringback.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program tells about itself as other programs do. */
class AboutCommandsTest {

    @TempDir Path directory;

    private String out(String arguments) {
        Stage stage = Stage.in(directory);
        assertThat(stage.run(arguments.split(" "))).as(stage.err()).isZero();
        return stage.out();
    }

    @Test
    void versionIsACommandToo() {
        assertThat(out("version")).isEqualTo("ringback 1.2.3\n").isEqualTo(out("--version"));
    }

    @ParameterizedTest
    @CsvSource({
        "help, --help",
        "help predictions, predictions --help",
        "help predictions create, predictions create --help",
        "help version, version --help",
        "help help, help --help"
    })
    void helpOfACommandIsWhatTheCommandSaysOfItself(String asked, String said) {
        assertThat(out(asked)).isEqualTo(out(said)).contains("Usage: ringback");
    }

    @ParameterizedTest
    @CsvSource({
        "help prediction, did you mean predictions?",
        "help predictions creat, did you mean create?",
        "help nonsense, There is no command nonsense. See ringback --help.",
        "completion bsh, did you mean bash?",
        "completion fish, completion for bash and zsh",
        "completion, ringback completion --help",
        "versoin, Did you mean version?"
    })
    void whatIsMistypedIsRefusedInOneLine(String arguments, String words) {
        Stage stage = Stage.in(directory);
        assertThat(stage.run(arguments.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(stage.err()).contains(words).hasLineCount(1);
        assertThat(stage.out()).isEmpty();
    }

    /** What a shell offers for the last of these words. */
    private String offered(String words, int last) throws IOException, InterruptedException {
        Path script = directory.resolve("completion");
        Files.writeString(script, out("completion bash"));
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source "
                                        + script
                                        + "; COMP_WORDS=("
                                        + words
                                        + "); COMP_CWORD="
                                        + last
                                        + "; _complete_ringback; echo \"${COMPREPLY[@]}\"")
                        // It tells that nobody completes anything just now.
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said.strip();
    }

    @Test
    void aShellCompletesCommandsAndFlags() throws IOException, InterruptedException {
        assertThat(offered("ringback pre", 1)).isEqualTo("predictions");
        assertThat(offered("ringback predictions li", 2)).isEqualTo("list");
        assertThat(offered("ringback predictions create --inp", 3)).isEqualTo("--input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void theScriptIsOneForBothShells(String shell) {
        assertThat(out("completion " + shell))
                .contains("complete -F _complete_ringback")
                .contains("bashcompinit");
    }
}
