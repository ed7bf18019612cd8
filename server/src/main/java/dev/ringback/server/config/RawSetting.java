package dev.ringback.server.config;

import java.util.List;

/**
 * The text of a setting as somebody wrote it, before it is parsed.
 *
 * @param texts one, unless the setting repeats
 * @param origin where it was written
 */
record RawSetting(List<String> texts, SettingSource origin) {

    RawSetting {
        texts = List.copyOf(texts);
    }

    /** A sentence that refuses it: names the setting, the place and what would be right. */
    String refusal(Setting<?> setting, String because) {
        String shown = setting.shape().shown() ? " \"%s\"".formatted(withoutOwners()) : "";
        return "%s%s (from %s) is refused: %s"
                .formatted(setting.name(), shown, origin.words(), because);
    }

    /** The text, without the user and password that a URL in it may name. */
    private String withoutOwners() {
        return String.join(" ", texts).replaceAll("://[^/@\\s]*@", "://***@");
    }

    /** The origin only: the text may be a secret. */
    @Override
    public String toString() {
        return "Given[%s]".formatted(origin);
    }
}
