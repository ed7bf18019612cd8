package dev.ringback.kernel.sharing;

/**
 * A bound that several share under a key: so many of their calls run at the same time, whichever
 * lane they are in. All who name a key are to name the same bound.
 *
 * @param key what they share, such as an account, a function, a subject or a model server
 * @param most how many, 1 or more
 */
public record SharedLimit(String key, int most) {

    public SharedLimit {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a shared limit has no key");
        }
        if (most < 1) {
            throw new IllegalArgumentException("a shared limit is less than 1: " + most);
        }
    }
}
