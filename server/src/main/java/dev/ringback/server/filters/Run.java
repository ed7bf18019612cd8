package dev.ringback.server.filters;

/** One evaluation: what it may still cost, what it sees, and where it is. Used by one thread. */
final class Run {

    private final Budget budget;
    private final FilterInput input;
    private final Object[] locals;
    private int offset;

    Run(Budget budget, FilterInput input, int locals) {
        this.budget = budget;
        this.input = input;
        this.locals = new Object[locals];
    }

    Budget budget() {
        return budget;
    }

    /** A step at a place of the expression. */
    void at(int place) {
        offset = place;
        budget.step();
    }

    /** Where the last step was. */
    int offset() {
        return offset;
    }

    Object variable(String name) {
        return input.find(name).orElseThrow(() -> new Failure.At(offset, FilterData.UNREADABLE));
    }

    Object local(int slot) {
        Object value = locals[slot];
        if (value instanceof Failure failure) {
            throw failure;
        }
        return value;
    }

    /** Keeps a value under way; a {@link Failure} is thrown when it is asked for. */
    void keep(int slot, Object value) {
        locals[slot] = value;
    }
}
