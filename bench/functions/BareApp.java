import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What an app without SDK says to the server and hears from it: it has one function. */
final class BareApp {

    private BareApp() {}

    /** Registers it, with a function that an event starts. */
    static void register(URI server, String key, String name, String event, int port)
            throws IOException {
        String body =
                """
                {"appName":"%1$s","sdk":"js:v4.24.0","framework":"none","v":"0.1","deployType":"ping",
                 "url":"http://127.0.0.1:%3$d/","functions":[{"id":"%1$s-f","name":"f",
                 "triggers":[{"event":"%2$s"}],
                 "steps":{"step":{"id":"step","name":"step","runtime":{"type":"http",
                   "url":"http://127.0.0.1:%3$d/?fnId=%1$s-f&stepId=step"}}}}]}
                """
                        .formatted(name, event, port);
        try (Client client = new Client(server, key)) {
            client.post("/fn/register", body, "200");
        }
    }

    /** An answer to the server. */
    static byte[] said(String status, String json) {
        String answer =
                "HTTP/1.1 "
                        + status
                        + " OK\r\nContent-Type: application/json"
                        + "\r\nx-inngest-sdk: inngest-js:v4.24.0\r\nx-inngest-req-version: 2"
                        + "\r\nContent-Length: "
                        + json.length()
                        + "\r\n\r\n"
                        + json;
        return answer.getBytes(StandardCharsets.US_ASCII);
    }

    /** The first number of a name in a request of the server. */
    static long number(String body, String name) {
        int from = body.indexOf("\"" + name + "\":") + name.length() + 3;
        int to = from;
        while (Character.isDigit(body.charAt(to))) {
            to++;
        }
        return Long.parseLong(body.substring(from, to));
    }
}
