package dev.ringback.server.vault;

/**
 * A text that must not be seen: it prints as asterisks, and only {@link #reveal} gives it.
 *
 * <p>The name of the accessor is meant to stand out where it is called.
 */
public final class Secret {

    /** What stands where a secret is not shown. */
    public static final String HIDDEN = "***";

    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
