package dev.ringback.server.functions.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.server.endpoints.Samples;
import dev.ringback.server.functions.AnyStore;
import dev.ringback.server.functions.running.RunWaits.Wanted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** It is known which events are waited for, as long as somebody waits. */
@ParameterizedClass
@EnumSource
final class WaitShapesTest {

    private static final String PAID = "order/paid";

    private final AnyStore kind;
    private WaitRig rig;

    WaitShapesTest(AnyStore kind) {
        this.kind = kind;
    }

    @BeforeEach
    void begin(@TempDir Path directory) {
        rig = new WaitRig(kind.open(directory));
    }

    @AfterEach
    void end() {
        rig.close();
        rig.store.close();
    }

    @Test
    void waitsThatAskForEverMoreDifferentThingsAreFoundByTheirNames() {
        int runs = WaitShapes.MOST_PATHS + 20;
        for (int i = 1; i <= runs; i++) {
            Optional<String> condition = Optional.of("async.data.p" + i + " == 1");
            rig.waits(rig.wanted(i, "step", PAID, condition, "{}"));
        }
        assertThat(rig.store.documents(WaitShape.KIND)).hasSize(WaitShapes.MOST_PATHS + 1);
        Wanted last =
                rig.wanted(runs, "step", PAID, Optional.of("async.data.p" + runs + " == 1"), "{}");
        rig.store.commit(
                List.of(Change.accept(List.of(rig.event(PAID, "{'p" + runs + "':1}")), List.of())));
        rig.time.advance(Duration.ofMinutes(10));
        rig.restart();
        assertThat(rig.waits.lastLook(last, Samples.NOON, Set.of(), rig.time.now())).isPresent();
        rig.publish(PAID, "{'p1':1,'p" + runs + "':1}");
        rig.settle();
        assertThat(rig.got(1)).isPresent();
        assertThat(rig.got(2)).isEmpty();
        assertThat(rig.got(runs)).isPresent();
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsForgotten() {
        rig.waits(rig.byId(1, PAID, "7"));
        rig.waits(rig.byId(2, "order/other", "7"));
        rig.publish(PAID, "{'id':7}");
        rig.settle();
        rig.waits.prune();
        assertThat(rig.store.documents(WaitShape.KIND)).hasSize(1);
        int matches = rig.matches().size();
        rig.publish(PAID, "{'id':7}");
        assertThat(rig.matches()).hasSize(matches);
        rig.waits(rig.byId(3, PAID, "8"));
        rig.waits(rig.byId(4, "order/third", "7"));
        rig.publish("order/third", "{'id':7}");
        rig.settle();
        rig.waits.prune();
        assertThat(rig.store.documents(WaitShape.KIND)).as("it has just looked").hasSize(3);
        rig.time.advance(Duration.ofHours(1));
        rig.waits.prune();
        assertThat(rig.store.documents(WaitShape.KIND)).hasSize(2);
        rig.restart();
        rig.publish(PAID, "{'id':8}");
        rig.publish("order/other", "{'id':7}");
        rig.settle();
        assertThat(rig.got(2)).isPresent();
        assertThat(rig.got(3)).isPresent();
    }
}
