package io.kagemusha.proxy.select;

import io.kagemusha.common.hook.ClientRequest;
import io.kagemusha.common.http.Headers;
import io.kagemusha.proxy.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** A request as hooks see it; its header fields are copied only when they are asked for. */
final class SelectionRequest implements ClientRequest {

    private final RequestHead head;
    private final String requestId;
    private final String client;
    private final String route;
    private final @Nullable SeenBody body;
    private @Nullable Headers headers;

    /** {@code body} is null where no hook asked for it. */
    SelectionRequest(RequestHead head, String requestId, String client, String route, @Nullable SeenBody body) {
        this.head = head;
        this.requestId = requestId;
        this.client = client;
        this.route = route;
        this.body = body;
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String target() {
        return head.target();
    }

    @Override
    public Headers headers() {
        if (headers == null) {
            var copy = new Headers();
            head.headers().forEach(field -> copy.add(field.getKey(), field.getValue()));
            headers = copy.unmodifiable();
        }
        return headers;
    }

    @Override
    public String clientAddress() {
        return client;
    }

    @Override
    public String route() {
        return route;
    }

    @Override
    public byte[] body() {
        return seen().bytes();
    }

    @Override
    public boolean bodyTruncated() {
        return seen().truncated();
    }

    private SeenBody seen() {
        if (body == null) {
            throw new IllegalStateException("body: not there (expected: a hook whose wantsBody is true)");
        }
        return body;
    }
}
