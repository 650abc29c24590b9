package io.kagemusha.standalone.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** The tea shop that has served for years: what it does is right by definition. Safe for use by several threads. */
class OldShop {

    private final Clock clock;

    OldShop(Clock clock) {
        this.clock = clock;
    }

    /**
     * Answers one request.
     *
     * @param path without query, beginning with a slash
     */
    final Answer answer(String method, String path) {
        String[] segments = path.substring(1).split("/", -1);
        String id = segments.length == 2 ? segments[1] : "";
        return switch (method + " /" + segments[0] + (id.isEmpty() ? "" : "/*")) {
            case "GET /" -> home();
            case "GET /products" -> products();
            case "GET /products/*" ->
                Product.CATALOGUE.stream()
                        .filter(product -> id.equals(Integer.toString(product.id())))
                        .findFirst()
                        .map(this::product)
                        .orElseGet(() -> Answer.text(404, "No such tea: " + id + "\n"));
            case "GET /search" -> search();
            case "GET /customers/*" -> customer(id);
            case "GET /orders/*" -> order(id);
            case "POST /orders" -> placeOrder();
            case "POST /carts" -> openCart();
            case "GET /status" -> status();
            case "GET /images/*" -> Answer.png(TeaLeaf.image(id));
            case "GET /robots.txt" -> Answer.text(200, "User-agent: *\nDisallow: /carts\n");
            default -> Answer.text(404, "Not found\n");
        };
    }

    Answer home() {
        return Answer.html("""
                <!DOCTYPE html>
                <html lang="en">
                <head><title>Leaf and Kettle</title></head>
                <body>
                <h1>Leaf and Kettle</h1>
                <p>Fresh tea from %d gardens.</p>
                <p class="delivery">Free delivery from %s.</p>
                </body>
                </html>
                """.formatted(Product.CATALOGUE.size(), freeDeliveryFrom()));
    }

    String freeDeliveryFrom() {
        return "50 euros";
    }

    Answer products() {
        return Answer.json(200, list(Product.CATALOGUE));
    }

    static String list(List<Product> products) {
        return products.stream()
                .map(product -> "{\"id\":%d,\"name\":\"%s\"}".formatted(product.id(), product.name()))
                .collect(Collectors.joining(",", "{\"products\":[", "]}"));
    }

    final Answer product(Product product) {
        return Answer.json(200, """
                {"id":%d,"name":"%s","origin":"%s","price":%s,"currency":"EUR","inStock":true}""".formatted(product.id(), product.name(), product.origin(), price(product)));
    }

    BigDecimal price(Product product) {
        return product.gross().setScale(2, RoundingMode.HALF_UP);
    }

    Answer search() {
        return Answer.json(200, list(Product.CATALOGUE.subList(0, 3)));
    }

    Answer customer(String id) {
        return Answer.json(200, """
                {"id":%s,"name":"Rin Sakamoto","email":"rin%s@tea.example","phone":"+49 30 5550%s","city":"Berlin"}""".formatted(id, id, id));
    }

    final Answer order(String id) {
        return Answer.json(200, """
                {"id":%s,"state":"delivered","items":[{"product":4,"quantity":2}],"total":%s,"currency":"EUR"}""".formatted(id, total("14.98")));
    }

    /** The JSON of an order's total. */
    String total(String amount) {
        return amount;
    }

    Answer placeOrder() {
        return Answer.json(201, "{\"state\":\"accepted\",\"items\":1}");
    }

    final Answer openCart() {
        return Answer.json(201, "{\"id\":\"%s\",\"items\":[]}".formatted(UUID.randomUUID()));
    }

    final Answer status() {
        return Answer.json(200, "{\"state\":\"open\",\"now\":\"%s\"}".formatted(now()));
    }

    Instant now() {
        return clock.instant();
    }
}
