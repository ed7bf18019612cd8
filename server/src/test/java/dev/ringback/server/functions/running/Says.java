package dev.ringback.server.functions.running;

import java.util.Map;

/** What an app answers. */
record Says(int status, String body, Map<String, String> headers) {

    static Says ops(String ops) {
        return new Says(206, ops.replace('\'', '"'), Map.of());
    }

    static Says returned(String json) {
        return new Says(200, json.replace('\'', '"'), Map.of());
    }
}
