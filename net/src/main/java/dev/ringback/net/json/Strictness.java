package dev.ringback.net.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** How much of JSON is read, and how strictly, by what becomes of it. */
public enum Strictness {

    /** Values that are passed on and not built: what they hold needs no bound but their own. */
    PASSED(10_000, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, false),

    /** What clients ask of us: an object in which no name repeats at the top. */
    REQUEST(100, 100, 1_000, 1_000, 0, false),

    /** The same, and no name repeats anywhere, which costs more. */
    REQUEST_STRICT(100, 100, 1_000, 1_000, 0, true),

    /** A line of a batch, in which there is a request that may become a tree. */
    LINE(
            StreamReadConstraints.DEFAULT_MAX_DEPTH,
            StreamReadConstraints.DEFAULT_MAX_NUM_LEN,
            StreamReadConstraints.DEFAULT_MAX_NAME_LEN,
            1_000,
            0,
            false),

    /** What may become a tree; no name repeats anywhere, and nothing stands before the text. */
    TREE(
            StreamReadConstraints.DEFAULT_MAX_DEPTH,
            StreamReadConstraints.DEFAULT_MAX_NUM_LEN,
            StreamReadConstraints.DEFAULT_MAX_NAME_LEN,
            Integer.MAX_VALUE,
            JsonTree.MAX_TOKENS,
            true),

    /** What strangers' expressions compute with. */
    FILTERED(
            100,
            StreamReadConstraints.DEFAULT_MAX_NUM_LEN,
            StreamReadConstraints.DEFAULT_MAX_NAME_LEN,
            Integer.MAX_VALUE,
            0,
            false),

    /** What strangers' schemas judge, and those: no name repeats anywhere. */
    JUDGED(
            100,
            StreamReadConstraints.DEFAULT_MAX_NUM_LEN,
            StreamReadConstraints.DEFAULT_MAX_NAME_LEN,
            Integer.MAX_VALUE,
            0,
            true);

    private final int depth;
    private final int longestNumber;
    private final int longestName;
    private final int members;

    @SuppressWarnings("ImmutableEnumChecker") // it is built once, and not changed
    private final JsonFactory factory;

    Strictness(
            int depth,
            int longestNumber,
            int longestName,
            int members,
            long tokens,
            boolean namesOnce) {
        this.depth = depth;
        this.longestNumber = longestNumber;
        this.longestName = longestName;
        this.members = members;
        var constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(depth)
                        .maxNumberLength(longestNumber)
                        .maxNameLength(longestName)
                        .maxStringLength(Integer.MAX_VALUE);
        this.factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                (tokens > 0 ? constraints.maxTokenCount(tokens) : constraints)
                                        .build())
                        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, namesOnce)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        // Names come from strangers, and interned ones are never freed soon.
                        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                        .build();
    }

    /** How deep arrays and objects may be nested. */
    public int depth() {
        return depth;
    }

    /** The longest number, in characters. */
    public int longestNumber() {
        return longestNumber;
    }

    /** The longest name of a member, in characters. */
    public int longestName() {
        return longestName;
    }

    /** The most members of the object at the top: each costs many times its bytes. */
    public int members() {
        return members;
    }

    JsonFactory factory() {
        return factory;
    }

    JsonParser parser(byte[] json, int from, int length) {
        return factory.createParser(ObjectReadContext.empty(), json, from, length);
    }

    /** Where the bytes are something else than UTF-8, or -1. */
    int firstInvalid(byte[] json) {
        return beginsWrong(json) ? 0 : Utf8.firstInvalid(json);
    }

    /**
     * RFC 8259 asks for UTF-8, and what is passed on and quoted must be without a byte order mark.
     * A parser would take other encodings too, which have a zero among their first bytes.
     */
    boolean beginsWrong(byte[] json) {
        boolean zero = json.length > 1 && (json[0] == 0 || json[1] == 0);
        return zero || (this == TREE && json.length > 0 && (json[0] & 0xFF) >= 0xEF);
    }
}
