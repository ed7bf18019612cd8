package dev.ringback.server.functions.waits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.running.RunWaits;
import dev.ringback.server.functions.running.RunWaits.Wanted;
import dev.ringback.store.sqlite.SqliteStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many wait, an event costs what its own waits cost. */
final class ManyWaitsTest {

    private static final int WAITS = 100_000;
    private static final int PORTION = 1_000;
    private static final int AMONG_THEM = 77_777;
    private static final String PAID = "order/paid";

    @TempDir Path directory;

    /** A store that counts what of waits is read from it. */
    private static final class Counting {

        private final AtomicInteger questions = new AtomicInteger();
        private final AtomicInteger documents = new AtomicInteger();

        Store of(Store store) {
            return (Store)
                    Proxy.newProxyInstance(
                            Store.class.getClassLoader(),
                            new Class<?>[] {Store.class},
                            (_, method, arguments) -> {
                                try {
                                    Object answer = method.invoke(store, arguments);
                                    count(arguments, answer);
                                    return answer;
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }

        private void count(Object[] arguments, Object answer) {
            if (arguments != null
                    && arguments.length == 1
                    && arguments[0] instanceof DocumentQuery query
                    && query.kind().equals(OpenWait.KIND)) {
                questions.incrementAndGet();
                documents.addAndGet(((List<?>) answer).size());
            }
        }
    }

    @Test
    void anEventReadsItsOwnWaitsAlone() {
        var counting = new Counting();
        try (Store disk = SqliteStore.open(directory);
                WaitRig rig = new WaitRig(counting.of(disk))) {
            fill(rig);
            assertThat(counting.documents).hasValue(0);
            rig.publish(PAID, "{'id':" + AMONG_THEM + "}");
            rig.settle();
            assertThat(rig.got(AMONG_THEM)).isPresent();
            assertThat(counting.documents).hasValue(1);
            assertThat(counting.questions).hasValue(1);
            rig.publish(PAID, "{'id':'nobody'}");
            rig.settle();
            assertThat(counting.documents).hasValue(1);
            assertThat(counting.questions).hasValue(2);
        }
    }

    private static void fill(WaitRig rig) {
        List<Document> puts = new ArrayList<>();
        for (int run = 1; run <= WAITS; run++) {
            Wanted wanted = rig.byId(run, PAID, Integer.toString(run));
            RunWaits.Opened opened = rig.waits.open(wanted, rig.time.now());
            if (run == AMONG_THEM) {
                rig.commit(wanted, opened);
            } else {
                puts.addAll(opened.puts());
            }
            if (run % PORTION == 0) {
                rig.done(Change.put(puts.toArray(Document[]::new)));
                puts.clear();
            }
        }
    }
}
