package dev.ringback.store.writing;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change.Settle;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.StateName;
import dev.ringback.store.rows.Span;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a transaction changes of what is counted: calls by lane and state, bytes by project, and
 * where events of a type are. It is gathered while the transaction is made, and written at its end.
 */
public final class CountChanges {

    private static final int STATES = 4;

    /** What is remembered of marks that are on disk; beyond it they are written again. */
    private static final int KNOWN = 10_000;

    /** Where calls are counted. An empty lane stands for all lanes. */
    public record Place(String project, String kind, String lane, long span) {

        private static Place of(Call call) {
            return new Place(
                    call.project().value(),
                    call.kind(),
                    call.lane().value(),
                    Span.of(call.id().value()));
        }
    }

    /** A span with events of a type, or with calls that carry one. */
    public record Mark(String project, String type, long span) {}

    private final Map<Place, long[]> calls = new HashMap<>();
    private final Map<String, Long> bytes = new HashMap<>();
    private final Set<Mark> marks = new HashSet<>();
    private final Set<Mark> known = new HashSet<>();

    /**
     * An event that was added.
     *
     * @param stored bytes of it on disk
     */
    public void added(Event event, long stored) {
        String project = event.project().value();
        addBytes(project, stored);
        mark(project, event.type(), event.sequence());
    }

    /** A call that was added; it waits. */
    public void added(Call call) {
        counts(Place.of(call))[0]++;
    }

    /** A call that waited and was moved. */
    public void moved(Settle settle) {
        StateName next = settle.next().name();
        if (next != StateName.WAITING) {
            long[] counts = counts(Place.of(settle.call()));
            counts[0]--;
            counts[column(next)]++;
        }
    }

    /** Whether a call stands in another span than its event, and so needs a mark of its own. */
    public static boolean isLate(Call call) {
        return Span.of(call.id().value()) != Span.of(call.event());
    }

    /** An event of a type, or a call that carries one, has this id. */
    public void mark(String project, String type, long id) {
        Mark mark = new Mark(project, type, Span.of(id));
        if (!known.contains(mark)) {
            marks.add(mark);
        }
    }

    /** A finished call that was deleted. */
    public void removed(Place place, StateName state) {
        counts(place)[column(state)]--;
    }

    /** Bytes came, or went when they are negative. */
    public void addBytes(String project, long more) {
        bytes.merge(project, more, Long::sum);
    }

    private long[] counts(Place place) {
        return calls.computeIfAbsent(place, _ -> new long[STATES]);
    }

    private static int column(StateName state) {
        return switch (state) {
            case WAITING, RUNNING -> 0;
            case SUCCEEDED -> 1;
            case DEAD -> 2;
            case CANCELLED -> 3;
        };
    }

    /**
     * What comes to the numbers of calls, in the order waiting, succeeded, dead, cancelled; also by
     * all lanes of a kind.
     */
    public Map<Place, long[]> calls() {
        Map<Place, long[]> all = new HashMap<>(calls);
        calls.forEach((place, counts) -> {
            Place total = new Place(place.project(), place.kind(), "", place.span());
            long[] sum = all.computeIfAbsent(total, _ -> new long[STATES]);
            for (int i = 0; i < STATES; i++) {
                sum[i] += counts[i];
            }
        });
        return all;
    }

    /** What comes to the bytes of projects. */
    public Map<String, Long> bytes() {
        return bytes;
    }

    /** Marks that are not known to be on disk. */
    public Set<Mark> marks() {
        return marks;
    }

    /** All is written; what is known of marks holds until it is undone. */
    public void written() {
        if (known.size() + marks.size() > KNOWN) {
            known.clear();
        }
        known.addAll(marks);
        clear();
    }

    /** All was undone, perhaps even what was written; nothing is known to be on disk any more. */
    public void undone() {
        known.clear();
        clear();
    }

    private void clear() {
        calls.clear();
        bytes.clear();
        marks.clear();
    }

    /** A mark may not be on disk any more. */
    public void doubt(Mark mark) {
        known.remove(mark);
    }

    /** No mark is known to be on disk any more. */
    public void doubtMarks() {
        known.clear();
    }
}
