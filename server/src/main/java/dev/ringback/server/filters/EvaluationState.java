package dev.ringback.server.filters;

import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.EvaluationFailure;
import dev.ringback.server.filters.values.FilterData;

/**
 * The state of one evaluation: what it may still cost, the variables, and where it is. Used by one
 * thread.
 */
final class EvaluationState {

    private final EvaluationBudget budget;
    private final FilterInput input;
    private final Object[] locals;
    private int offset;

    EvaluationState(EvaluationBudget budget, FilterInput input, int locals) {
        this.budget = budget;
        this.input = input;
        this.locals = new Object[locals];
    }

    EvaluationBudget budget() {
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
        return input.find(name)
                .orElseThrow(() -> new EvaluationFailure.At(offset, FilterData.UNREADABLE));
    }

    Object local(int slot) {
        Object value = locals[slot];
        if (value instanceof EvaluationFailure failure) {
            throw failure;
        }
        return value;
    }

    /** Keeps a value under way; a {@link EvaluationFailure} is thrown when it is asked for. */
    void keep(int slot, Object value) {
        locals[slot] = value;
    }
}
