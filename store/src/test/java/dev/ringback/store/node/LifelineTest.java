package dev.ringback.store.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose death a file in the data directory proves, and whose it does not. */
final class LifelineTest {

    private static final Node OWNER = new Node(0, 7);

    private @TempDir Path temporary;
    private Path directory = Path.of("");
    private Lifeline owner = Lifeline.none();
    private Lifeline next = Lifeline.none();

    @BeforeEach
    void open() {
        directory = temporary.resolve("data");
        owner = Lifeline.in(directory);
        next = Lifeline.in(directory);
    }

    @AfterEach
    void close() {
        owner.close();
        next.close();
    }

    @Test
    void whoHoldsItIsAlive() {
        String mark = owner.mark(OWNER).orElseThrow();
        assertThat(next.take()).isFalse();
        assertThat(next.isLeftBy(mark)).isFalse();
        assertThat(next.mark(new Node(1, 1))).isEmpty();
    }

    @Test
    void whoeverHeldItIsDeadOnceItIsFree() {
        String mark = left(OWNER);
        assertThat(next.take()).isTrue();
        assertThat(next.isLeftBy(mark)).isTrue();
    }

    @Test
    void onlyTheLastOneIsKnown() {
        String mark = left(OWNER);
        try (Lifeline between = Lifeline.in(directory)) {
            assertThat(between.mark(new Node(0, 8))).isPresent();
        }
        assertThat(next.take()).isTrue();
        assertThat(next.isLeftBy(mark)).isFalse();
    }

    @Test
    void aCopyProvesNothing() throws IOException {
        String mark = left(OWNER);
        Path copy = Files.createDirectory(temporary.resolve("copy"));
        Files.copy(directory.resolve(Lifeline.FILE), copy.resolve(Lifeline.FILE));
        try (Lifeline stranger = Lifeline.in(copy)) {
            assertThat(stranger.take()).isTrue();
            assertThat(stranger.isLeftBy(mark)).isFalse();
        }
    }

    @Test
    void whatAnotherMachineWroteOrThisOneBeforeItsStartProvesNothing() throws IOException {
        Path start = Files.writeString(temporary.resolve("start"), "once");
        String mark;
        try (Lifeline before = Lifeline.in(directory, start)) {
            mark = before.mark(OWNER).orElseThrow();
        }
        Files.writeString(start, "another time");
        try (Lifeline after = Lifeline.in(directory, start)) {
            assertThat(after.take()).isTrue();
            assertThat(after.isLeftBy(mark)).isFalse();
        }
    }

    @Test
    void whereStartsOfTheMachineCannotBeToldNobodyIsProvenDead() {
        try (Lifeline unsure = Lifeline.in(directory, temporary.resolve("start"))) {
            assertThat(unsure.mark(OWNER)).isEmpty();
        }
    }

    @Test
    void whereNoFileCanBeNobodyIsProvenDead() throws IOException {
        Files.writeString(directory, "no directory");
        assertThat(next.take()).isFalse();
        assertThat(next.isLeftBy("")).isFalse();
        assertThat(next.mark(OWNER)).isEmpty();
    }

    /** What is left of one that has ended. */
    private String left(Node node) {
        String mark = owner.mark(node).orElseThrow();
        owner.close();
        return mark;
    }
}
