package dev.ringback.server.functions.waits;

import dev.ringback.server.functions.running.RunWaits.Wanted;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A wait that is about to begin.
 *
 * @param id names it
 * @param shape what it has in common with others
 * @param value by which it is found; empty when any event of its name may do
 * @param started what its condition looks at of the event that started the run
 */
record WaitDraft(
        String id, WaitShape shape, Optional<WaitIndex.Value> value, Optional<String> started) {

    static WaitDraft of(Wanted wanted, WaitConditions.Outlook outlook) {
        String prefix = WaitIndex.prefix(wanted.event(), outlook.value());
        return new WaitDraft(
                WaitIndex.id(prefix, wanted.run(), wanted.key()),
                new WaitShape(wanted.event(), outlook.value().map(WaitIndex.Value::path)),
                outlook.value(),
                StartedPart.of(wanted.started().asSent(), outlook.looksAt()));
    }

    /** The same wait, found by the name of its event alone. */
    WaitDraft byName(Wanted wanted) {
        String prefix = WaitIndex.prefix(wanted.event(), Optional.empty());
        return new WaitDraft(
                WaitIndex.id(prefix, wanted.run(), wanted.key()),
                new WaitShape(wanted.event(), Optional.empty()),
                Optional.empty(),
                started);
    }

    /**
     * As it is kept.
     *
     * @param except internal ids of events that do not count, beside the one that started the run
     */
    OpenWait wait(Wanted wanted, Instant since, Instant now, Collection<String> except) {
        Set<String> all = new HashSet<>(except);
        all.add(wanted.started().internalId());
        return new OpenWait(
                wanted.run(),
                wanted.key(),
                wanted.event(),
                wanted.condition(),
                started,
                Instant.ofEpochMilli(since.toEpochMilli()),
                Optional.empty(),
                now,
                wanted.until(),
                all);
    }
}
