package dev.ringback.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "configuration.md");

    @Test
    void theGuidesTableSaysWhatTheSettingsSay() throws IOException {
        List<String> rows =
                Files.readAllLines(GUIDE).stream().filter(line -> line.startsWith("| `")).toList();

        assertThat(rows)
                .containsExactlyElementsOf(SettingTable.ALL.stream().map(GuideTest::row).toList());
    }

    private static String row(Setting<?> setting) {
        return "| %s | %s | %s | %s |"
                .formatted(
                        code(setting.name()),
                        setting.form() + places(setting),
                        setting.fallback().map(GuideTest::code).orElse("none"),
                        setting.meaning());
    }

    private static String places(Setting<?> setting) {
        if (!setting.in(SettingPlace.FLAG)) {
            return " (only as %s)".formatted(code(setting.variable()));
        }
        return setting.in(SettingPlace.FILE) ? "" : " (not in the file)";
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
