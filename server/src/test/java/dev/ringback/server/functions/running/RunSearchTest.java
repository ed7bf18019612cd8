package dev.ringback.server.functions.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Event;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunQuery;
import dev.ringback.server.functions.reading.RunSearch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that are looked for by the event that started them. */
final class RunSearchTest {

    private final RunRig rig = new RunRig();
    private final RunSearch search =
            new RunSearch(RunRig.withoutLists(rig.disk), rig.running.kept());

    @AfterEach
    void close() {
        rig.close();
    }

    private static RunQuery of(Event event) {
        return RunQuery.all(RunRig.PROJECT, 100).startedBy(event.sequence());
    }

    @Test
    void thoseOfAnEventThatIsRepeatedOftenAreFoundPageByPage() {
        rig.function("app-f", ",'triggers':[{'event':'a'}]", _ -> Says.returned("1"));
        Event event = rig.send("a", "{}");
        rig.untilAllHaveEnded(1);
        Run first = rig.run("app-f").run();
        for (int i = 0; i < 120; i++) {
            rig.repeat(rig.running.repeats().whole(first, rig.now()));
        }
        rig.untilAllHaveEnded(121);

        RunSearch.Listing page = search.page(of(event));
        RunSearch.Listing rest = search.page(of(event).below(page.searchedTo().orElseThrow()));

        assertThat(page.runs()).hasSize(100);
        assertThat(rest.runs()).hasSize(21).endsWith(first);
        assertThat(rest.searchedTo()).isEmpty();
    }

    @Test
    void thoseOfAnEventAreToldApartByFunctionAndByWhenTheyBegan() {
        rig.function("app-f", ",'triggers':[{'event':'a'}]", _ -> Says.returned("1"));
        rig.function("app-g", ",'triggers':[{'event':'a'}]", _ -> Says.returned("1"));
        Event event = rig.send("a", "{}");
        rig.untilAllHaveEnded(2);

        List<Run> ofOne = search.page(of(event).of("app-g")).runs();
        assertThat(ofOne).extracting(Run::slug).containsExactly("app-g");
        Optional<Instant> later = Optional.of(rig.now().plus(Duration.ofDays(1)));
        assertThat(search.page(of(event).between(later, Optional.empty())).runs()).isEmpty();
        assertThat(search.page(of(event).between(Optional.empty(), later)).runs()).hasSize(2);
    }
}
