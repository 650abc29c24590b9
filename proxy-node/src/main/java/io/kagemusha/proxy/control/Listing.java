package io.kagemusha.proxy.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kagemusha.common.configuration.BackendDocument;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.EffectiveConfiguration;
import io.kagemusha.common.configuration.RouteSettings;
import io.kagemusha.proxy.backend.Backend;
import java.util.Collection;

/** What is in force at one moment, and where it comes from, as JSON for people and tools. */
final class Listing {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "file";

    private final RunningConfiguration.View view;
    private final String changesFrom;
    private final Collection<Backend> inUse;

    /** @param changesFrom where changes that were made at run time come from */
    Listing(RunningConfiguration.View view, String changesFrom, Collection<Backend> inUse) {
        this.view = view;
        this.changesFrom = changesFrom;
        this.inUse = inUse;
    }

    ObjectNode backends() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode backends = root.putArray("backends");
        view.settings().backends().forEach(one -> backends.add(backend(one)));
        ArrayNode deleted = root.putArray("deleted");
        view.deleted().forEach(name -> deleted.addObject().put("name", name).put("origin", changesFrom));
        return root;
    }

    private ObjectNode backend(BackendSettings settings) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        BackendChange change = view.overlay().of(settings.name());
        node.put("name", settings.name())
                .put("master", settings.master())
                .put("origin", change == null || change.settings() == null ? FILE : changesFrom);
        ArrayNode routes = node.putArray("routes");
        view.settings().routes().stream()
                .filter(route -> route.selects(settings.name()))
                .forEach(route -> routes.add(route.name()));
        ArrayNode instances = node.putArray("instances");
        inUse.stream()
                .filter(backend -> backend.name().equals(settings.name()))
                .flatMap(backend -> backend.instances().stream())
                .forEach(instance -> instances
                        .addObject()
                        .put("instance", instance.instance())
                        .put("up", instance.up()));
        node.set("settings", JSON.valueToTree(BackendDocument.masked(settings)));
        return node;
    }

    ObjectNode routes() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode routes = root.putArray("routes");
        var redact = view.settings().capture().redact();
        for (RouteSettings route : view.settings().routes()) {
            ObjectNode node = routes.addObject();
            node.put("origin", FILE);
            node.setAll((ObjectNode) JSON.valueToTree(EffectiveConfiguration.route(route, redact)));
        }
        return root;
    }

    /** The backend of that name after a change. */
    ObjectNode changed(String name, String reach) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("inForceOn", reach);
        view.settings().backends().stream()
                .filter(one -> one.name().equals(name))
                .forEach(one -> root.set("backend", backend(one)));
        return root;
    }

    static ObjectNode deleted(String name, String what, String reach) {
        return JsonNodeFactory.instance.objectNode().put(what, name).put("inForceOn", reach);
    }

    static ObjectNode draining(long running) {
        return JsonNodeFactory.instance.objectNode().put("status", "draining").put("running", running);
    }
}
