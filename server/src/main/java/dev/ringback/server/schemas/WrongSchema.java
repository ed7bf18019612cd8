package dev.ringback.server.schemas;

import dev.harrel.jsonschema.JsonNode;

/** Leaves the reading of a schema where it is wrong; nobody looks at its stack. */
final class WrongSchema extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient SchemaFault fault;

    WrongSchema(SchemaFault fault) {
        super(fault.toString(), null, false, false);
        this.fault = fault;
    }

    WrongSchema(JsonNode where, String words) {
        this(new SchemaFault(Pointers.known(where.getJsonPointer()), words));
    }

    SchemaFault fault() {
        return fault;
    }
}
