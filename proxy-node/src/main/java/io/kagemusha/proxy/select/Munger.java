package io.kagemusha.proxy.select;

import io.kagemusha.common.configuration.MungeSettings;
import io.kagemusha.common.hook.MungeRequest;
import io.kagemusha.common.hook.OutgoingRequest;
import io.kagemusha.common.http.Headers;
import io.kagemusha.proxy.backend.Backend;
import io.kagemusha.proxy.http.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/**
 * Gives each backend its own copy of a request's head where something is changed for it: first what the route says, then
 * what the hooks do. Nobody else sees the copy. Safe for use by several threads.
 */
public final class Munger {

    private final List<MungeRequest> hooks;

    public Munger(List<MungeRequest> hooks) {
        this.hooks = List.copyOf(hooks);
    }

    /**
     * The head for that backend; {@code head} itself when nothing is changed for it.
     *
     * @throws Exception whatever a hook throws
     */
    public RequestHead munge(RequestHead head, Route route, Backend backend) throws Exception {
        MungeSettings settings = route.munge(backend);
        if (settings == null && hooks.isEmpty()) {
            return head;
        }
        var fields = new Headers();
        head.headers().forEach(field -> fields.add(field.getKey(), field.getValue()));
        var copy = new OutgoingRequest(head.method(), head.target(), fields);
        if (settings != null) {
            settings.removeHeaders().forEach(fields::remove);
            settings.setHeaders().forEach(fields::set);
        }
        for (MungeRequest hook : hooks) {
            hook.mungeRequest(backend.name(), copy);
        }
        return new RequestHead(
                copy.method(), copy.target(), head.version(), framedLike(head.headers(), fields), head.framing());
    }

    /** The fields that tell where the body ends stay the client's, because the body does. */
    private static HttpHeaders framedLike(HttpHeaders received, Headers fields) {
        HttpHeaders headers = new DefaultHttpHeaders();
        fields.forEach(headers::add);
        for (CharSequence name : List.of(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderNames.TRANSFER_ENCODING)) {
            headers.set(name, received.getAll(name));
        }
        return headers;
    }
}
