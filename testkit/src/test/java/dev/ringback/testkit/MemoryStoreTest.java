package dev.ringback.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Quote;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.testkit.contract.CommitsContract;
import dev.ringback.testkit.contract.FollowerContract;
import dev.ringback.testkit.contract.StoreContract;
import dev.ringback.testkit.store.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract in memory, and what is looked at only there. */
final class MemoryStoreTest implements StoreContract, CommitsContract, FollowerContract {

    private final MemoryStore store = new MemoryStore();

    @Override
    public Store store() {
        return store;
    }

    @Override
    public Store reopen() {
        return store;
    }

    @Override
    public Store rival() {
        return store;
    }

    /** {@inheritDoc} This one has nothing to close, so that a test can see what was left in it. */
    @Override
    @Test
    public void aClosedStoreRefusesInWords() {
        Event event = new Samples().event();
        done(Samples.accept(event));
        store.close();
        assertThat(store.event(event.sequence())).contains(event);
    }

    @Test
    void aQuoteOfOtherBytesIsABug() {
        Samples samples = new Samples();
        Event quoted = Samples.carrying(samples.event(), Payload.of("abcdef"));
        done(Samples.accept(quoted));
        Event wrong =
                samples.event()
                        .with(Payload.of("<bcd>"), List.of(new Quote(1, quoted.sequence(), 2, 3)));
        assertThatThrownBy(() -> commit(Samples.accept(wrong)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(quoted.id().value());
        assertThat(store.event(wrong.sequence())).isEmpty();
    }
}
