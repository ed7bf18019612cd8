package dev.ringback.server;

/** The version of this program, as the jar's manifest has it. */
final class Version {

    /** Such as {@code 0.1.0}; {@code development} for classes that are not in a jar. */
    static final String TEXT = text();

    private Version() {}

    private static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
