package dev.ringback.server.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.batches.FileLines.Line;
import dev.ringback.server.files.FileParts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines of a file, whatever lies between them and wherever the parts end. */
class FileLinesTest {

    private static FileLines lines(byte[] file, FilePosition from) {
        return new FileLines(
                index ->
                        Payload.of(
                                Arrays.copyOfRange(
                                        file,
                                        index * FileParts.SIZE,
                                        Math.min(file.length, (index + 1) * FileParts.SIZE))),
                file.length,
                from);
    }

    private static List<Line> all(String file) {
        FileLines lines = lines(file.getBytes(StandardCharsets.UTF_8), FilePosition.START);
        List<Line> all = new ArrayList<>();
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            all.add(line.get());
        }
        return all;
    }

    private static Line line(long offset, int number, int ordinal, String text) {
        return new Line(offset, number, ordinal, Optional.of(Payload.of(text)));
    }

    @Test
    void linesAreCountedWithAndWithoutTheBlankOnes() {
        assertThat(all("a\n\n \t\r\nbb\r\nc"))
                .containsExactly(line(0, 1, 1, "a"), line(7, 4, 2, "bb\r"), line(11, 5, 3, "c"));
        assertThat(all("a\n")).containsExactly(line(0, 1, 1, "a"));
        assertThat(all("")).isEmpty();
        assertThat(all("\n\r\n  ")).isEmpty();
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheFirstLine() {
        assertThat(all("\uFEFF{}\n\uFEFF"))
                .containsExactly(line(3, 1, 1, "{}"), line(6, 2, 2, "\uFEFF"));
    }

    @Test
    void readingGoesOnFromAnyPlaceAndLinesMayLieAcrossParts() {
        var random = new Random(7);
        var text = new StringBuilder();
        while (text.length() < 3 * FileParts.SIZE) {
            text.append("x".repeat(random.nextInt(random.nextInt(40) == 0 ? 300_000 : 900)))
                    .append(random.nextBoolean() ? "\n" : "\r\n");
        }
        byte[] file = text.toString().getBytes(StandardCharsets.UTF_8);
        List<Line> all = all(text.toString());
        FilePosition place = FilePosition.START;
        for (Line expected : all) {
            FileLines lines = lines(file, place);
            assertThat(lines.next()).contains(expected);
            place = lines.place();
        }
        assertThat(lines(file, place).next()).isEmpty();
        assertThat(
                        String.join(
                                        "",
                                        all.stream()
                                                .map(line -> line.text().orElseThrow().text())
                                                .toList())
                                .replace("\r", ""))
                .isEqualTo(text.toString().replaceAll("[\r\n]", ""));
    }

    @Test
    void aLineThatIsTooLongIsPassedOver() {
        String tooLong = "x".repeat(BatchLimits.LINE + 1);
        assertThat(all("a\n" + tooLong + "\nb\n" + tooLong.substring(1)))
                .containsExactly(
                        line(0, 1, 1, "a"),
                        new Line(2, 2, 2, Optional.empty()),
                        line(BatchLimits.LINE + 4L, 3, 3, "b"),
                        line(BatchLimits.LINE + 6L, 4, 4, tooLong.substring(1)));
    }

    @Test
    void aPartThatIsNotCompleteIsNotTakenForTheEnd() {
        FileLines lines = new FileLines(_ -> Payload.of("abc"), 4, FilePosition.START);
        assertThatThrownBy(lines::next).isInstanceOf(IllegalStateException.class);
    }
}
