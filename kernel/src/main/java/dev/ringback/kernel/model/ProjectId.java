package dev.ringback.kernel.model;

/**
 * Names a project, the tenant that every event, endpoint, call and key belongs to.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9_-]}
 */
public record ProjectId(String value) {

    /** The project that exists from the start, so that nobody has to think of projects. */
    public static final ProjectId DEFAULT = new ProjectId("default");

    public ProjectId {
        Names.require("project", value, 64, false);
    }

    @Override
    public String toString() {
        return value;
    }
}
