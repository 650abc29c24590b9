package io.kagemusha.standalone.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The shop rewritten, with the faults that rewrites have. Every override is one. Safe for use by several threads. */
final class NewShop extends OldShop {

    private static final long SLOW_QUERY_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    NewShop(Clock clock) {
        super(clock);
    }

    /** A placeholder that nobody fills in. */
    @Override
    String freeDeliveryFrom() {
        return "{{threshold}} euros";
    }

    /** In the database's order instead of by id. */
    @Override
    Answer products() {
        return Answer.json(
                200, list(Product.CATALOGUE.stream().sorted(Product.BY_NAME).toList()));
    }

    /** Cents are cut off instead of rounded. */
    @Override
    BigDecimal price(Product product) {
        return product.gross().setScale(2, RoundingMode.DOWN);
    }

    /** The same answer, but an index is missing. */
    @Override
    Answer search() {
        LockSupport.parkNanos(SLOW_QUERY_NANOS);
        return super.search();
    }

    /** The phone number was forgotten. */
    @Override
    Answer customer(String id) {
        return Answer.json(200, """
                {"id":%s,"name":"Rin Sakamoto","email":"rin%s@tea.example","city":"Berlin"}""".formatted(id, id));
    }

    /** A decimal that became a string. */
    @Override
    String total(String amount) {
        return "\"" + amount + "\"";
    }

    /** 200 where clients wait for 201. */
    @Override
    Answer placeOrder() {
        Answer placed = super.placeOrder();
        return new Answer(200, placed.contentType(), placed.body());
    }

    /** No fault: two clocks never show the same, and a rule of the demonstration's configuration says so. */
    @Override
    Instant now() {
        return super.now().plusMillis(1);
    }
}
