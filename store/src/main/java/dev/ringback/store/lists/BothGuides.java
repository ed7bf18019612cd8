package dev.ringback.store.lists;

import dev.ringback.store.rows.Range;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the spans to which two guides lead. */
record BothGuides(TypeGuide types, CountGuide counts) implements Guide {

    @Override
    public Spots spots(Range range, long first, long last) {
        Spots typed = types.spots(range, first, last);
        if (typed.spots().isEmpty()) {
            return typed;
        }
        long lowest = typed.spots().getLast().span();
        long highest = typed.spots().getFirst().span();
        Map<Long, Spot> counted = new HashMap<>();
        for (Spot spot : counts.between(lowest, highest, (int) (highest - lowest + 1))) {
            counted.put(spot.span(), spot);
        }
        List<Spot> both =
                typed.spots().stream()
                        .filter(spot -> counted.containsKey(spot.span()))
                        .map(spot -> counted.get(spot.span()))
                        .toList();
        return new Spots(both, typed.searchedTo());
    }
}
