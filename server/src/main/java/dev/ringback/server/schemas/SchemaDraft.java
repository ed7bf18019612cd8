package dev.ringback.server.schemas;

import dev.harrel.jsonschema.Dialect;
import dev.harrel.jsonschema.Dialects;
import java.util.Arrays;
import java.util.Optional;

/** The versions of JSON Schema, the newest first. */
enum SchemaDraft {
    DRAFT_2020_12(new Dialects.Draft2020Dialect()),
    DRAFT_2019_09(new Dialects.Draft2019Dialect()),
    DRAFT_7(new Dialects.Draft7Dialect()),
    DRAFT_6(new Dialects.Draft6Dialect()),
    DRAFT_4(new Dialects.Draft4Dialect());

    /** The one of schemas that name none. */
    static final SchemaDraft NEWEST = DRAFT_2020_12;

    @SuppressWarnings("ImmutableEnumChecker") // it is not changed
    private final Dialect dialect;

    SchemaDraft(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The one that a schema names; empty when nobody knows it. */
    static Optional<SchemaDraft> named(String uri) {
        String plain = withoutEmptyFragment(uri);
        return Arrays.stream(values()).filter(draft -> draft.uri().equals(plain)).findFirst();
    }

    /** By what schemas name it, and its own schema. */
    String uri() {
        return withoutEmptyFragment(dialect.getMetaSchema());
    }

    Dialect dialect() {
        return dialect;
    }

    /** The name of the member that names a schema. */
    String id() {
        return this == DRAFT_4 ? "id" : "$id";
    }

    private static String withoutEmptyFragment(String uri) {
        return uri.endsWith("#") ? uri.substring(0, uri.length() - 1) : uri;
    }
}
