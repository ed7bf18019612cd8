package dev.ringback.server.functions;

/** What a function answers, as the SDKs word it. */
final class Ops {

    private Ops() {}

    static String ran(String id) {
        return """
        [{"op":"StepRun","id":"%1$s","displayName":"%1$s","data":1}]\
        """
                .formatted(id);
    }

    static String threw(String id) {
        return """
        [{"op":"StepError","id":"%s","error":{"name":"E","message":"m"}}]\
        """
                .formatted(id);
    }

    static String wait(String id, String timeout) {
        return """
        [{"op":"WaitForEvent","id":"%s","name":"paid","opts":{"timeout":"%s"}}]\
        """
                .formatted(id, timeout);
    }
}
