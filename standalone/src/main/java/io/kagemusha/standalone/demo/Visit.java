package io.kagemusha.standalone.demo;

import java.util.List;

/** One request of a visitor. */
record Visit(String method, String path, String body) {

    private static final List<Visit> TOUR = List.of(
            get("/"),
            get("/products"),
            get("/products/%d"),
            get("/images/%d.png"),
            get("/search?q=green"),
            get("/customers/%d"),
            post("/carts", "{}"),
            post("/orders", "{\"items\":[{\"product\":4,\"quantity\":1}]}"),
            get("/orders/%d"),
            get("/products/%d00"),
            get("/status"),
            get("/robots.txt"));

    /** The visit of that number, from 0: the same tour of the shop again and again, for other products and customers. */
    static Visit number(int number) {
        Visit visit = TOUR.get(number % TOUR.size());
        int product = Product.CATALOGUE
                .get(number / TOUR.size() % Product.CATALOGUE.size())
                .id();
        return new Visit(visit.method, visit.path.formatted(product), visit.body);
    }

    private static Visit get(String path) {
        return new Visit("GET", path, "");
    }

    private static Visit post(String path, String body) {
        return new Visit("POST", path, body);
    }
}
