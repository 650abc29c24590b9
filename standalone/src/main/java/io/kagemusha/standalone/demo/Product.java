package io.kagemusha.standalone.demo;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * A tea.
 *
 * @param net the price before tax, in euros
 */
record Product(int id, String name, String origin, BigDecimal net) {

    static final Comparator<Product> BY_NAME = Comparator.comparing(Product::name);

    /** Everything on the shelves, by id. */
    static final List<Product> CATALOGUE = List.of(
            new Product(1, "Sencha", "Shizuoka", new BigDecimal("10.50")),
            new Product(2, "Gyokuro", "Uji", new BigDecimal("24.00")),
            new Product(3, "Matcha", "Nishio", new BigDecimal("18.45")),
            new Product(4, "Assam", "Jorhat", new BigDecimal("7.00")),
            new Product(5, "Keemun", "Anhui", new BigDecimal("9.50")),
            new Product(6, "Darjeeling", "Makaibari", new BigDecimal("15.25")));

    private static final BigDecimal TAX_FACTOR = new BigDecimal("1.07");

    /** The price with tax, not yet rounded to cents. */
    BigDecimal gross() {
        return net.multiply(TAX_FACTOR);
    }
}
