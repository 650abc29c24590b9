package io.kagemusha.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What a shop answers. The body is not changed by anybody. */
final class Answer {

    private final int status;
    private final String contentType;
    private final byte[] body;

    Answer(int status, String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    static Answer json(int status, String body) {
        return new Answer(status, "application/json", body.getBytes(UTF_8));
    }

    static Answer text(int status, String body) {
        return new Answer(status, "text/plain; charset=utf-8", body.getBytes(UTF_8));
    }

    static Answer html(String body) {
        return new Answer(200, "text/html; charset=utf-8", body.getBytes(UTF_8));
    }

    static Answer png(byte[] image) {
        return new Answer(200, "image/png", image);
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }
}
