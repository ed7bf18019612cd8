package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.List;
import java.util.Optional;

/** Something that has to hold of a request. */
record Requirement(ValuePlace place, Match match, String text) {

    /** How a value is looked at. */
    enum Match {
        /** It is there. */
        PRESENT,
        /** It is this text; of a list in the context, one of them is. */
        IS,
        /** It is an array without elements. */
        EMPTY,
        /** It is not there. */
        ABSENT
    }

    boolean holds(Examination examination) {
        return switch (match) {
            case PRESENT -> examination.value(place).isPresent();
            case IS ->
                    place.kind() == ValuePlace.Kind.CONTEXT
                            ? examination.trust().context().texts(place.name()).contains(text)
                            : examination.value(place).equals(Optional.of(text));
            case ABSENT ->
                    place.kind() == ValuePlace.Kind.JSON
                            ? examination
                                    .view()
                                    .json()
                                    .flatMap(tree -> tree.at(place.name()))
                                    .isEmpty()
                            : examination.value(place).isEmpty();
            case EMPTY ->
                    examination.view().json().flatMap(tree -> tree.at(place.name())).stream()
                            .anyMatch(array ->
                                    array instanceof ParsedJson.Items items
                                            && items.list().isEmpty());
        };
    }

    /** What is read of a body so that this can be judged. */
    List<String> pointers() {
        return place.kind() == ValuePlace.Kind.JSON
                ? List.of(place.name() + (match == Match.EMPTY ? "/0" : ""))
                : List.of();
    }
}
