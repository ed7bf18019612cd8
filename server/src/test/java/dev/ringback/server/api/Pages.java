package dev.ringback.server.api;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Walks a list page by page. */
final class Pages {

    private Pages() {}

    /** The ids of all entries, in order. */
    static List<String> ids(ApiRig rig, String path) {
        List<String> ids = new ArrayList<>();
        JsonNode page = rig.get(path).json();
        while (true) {
            page.path("data").forEach(each -> ids.add(each.path("id").stringValue()));
            JsonNode next = page.path("next_cursor");
            if (next.isNull()) {
                return ids;
            }
            page = rig.get(path + "&cursor=" + next.stringValue()).json();
        }
    }
}
