package dev.ringback.protocol.providers.request;

/** Thrown when a text does not declare a scheme, or its context. The message names the field. */
public final class MalformedSchemeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    /** Says which field is wrong, empty for the whole, and how. */
    public MalformedSchemeException(String field, String problem) {
        super(field.isEmpty() ? "the scheme " + problem : "\"" + field + "\" " + problem);
        this.field = field;
        this.problem = problem;
    }

    /** The field that is wrong, such as {@code signature.parse}; empty for the whole. */
    public String field() {
        return field;
    }

    /** How it is wrong, in words that follow the field's name. */
    public String problem() {
        return problem;
    }
}
