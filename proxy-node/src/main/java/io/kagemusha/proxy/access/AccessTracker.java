package io.kagemusha.proxy.access;

import io.kagemusha.proxy.http.ProblemResponse;
import java.time.Instant;

/** Collects what a request's line says, and makes it once, at the first end. Confined to the request's event loop. */
public final class AccessTracker {

    private final AccessLog log;
    private final AccessRequest request;
    private final Instant time = Instant.now();
    private final long start = System.nanoTime();
    private String answeredBy = "";
    private int status;
    private long bytes;
    private boolean ended;

    AccessTracker(AccessLog log, AccessRequest request) {
        this.log = log;
        this.request = request;
    }

    public void onAnsweredBy(String backend) {
        answeredBy = backend;
    }

    public void onStatus(int code) {
        status = code;
    }

    public void onBody(int count) {
        bytes += count;
    }

    /** The answer is an error of the proxy's own, and complete. */
    public void onProblem(int code, String detail) {
        status = code;
        boolean head = request.method().equals("HEAD");
        bytes = head ? 0 : ProblemResponse.content(code, detail, request.requestId()).length;
        onEnd();
    }

    /** The answer is complete. */
    public void onEnd() {
        end(AccessEnd.COMPLETE);
    }

    /** The answer will not be completed. */
    public void onBrokenOff() {
        end(AccessEnd.BROKEN_OFF);
    }

    /** The client is not there any more. */
    public void onClientGone() {
        end(AccessEnd.CLIENT_GONE);
    }

    private void end(AccessEnd end) {
        if (!ended) {
            ended = true;
            long micros = Math.max(0, System.nanoTime() - start) / 1000;
            log.offer(new AccessEntry(time, request, status, bytes, micros, answeredBy, end));
        }
    }
}
