package io.kagemusha.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Plots as SVG. */
public final class Plots {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 540;

    private Plots() {}

    /**
     * Writes a plot of bars, one for each value.
     *
     * @param file without its suffix
     * @param values by name, at least one
     */
    public static void bars(Path file, String title, String yTitle, Map<String, Double> values) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(yTitle)
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisLabelRotation(45);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setYAxisMin(0.0);
        chart.addSeries(yTitle, List.copyOf(values.keySet()), List.copyOf(values.values()));
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    }

    /**
     * Writes a plot of lines.
     *
     * @param file without its suffix
     * @param lines by name; each has a value for every one of {@code xs}
     */
    public static void write(
            Path file, String title, String xTitle, String yTitle, List<Double> xs, Map<String, List<Double>> lines)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        boolean wide = xs.get(0) > 0 && xs.get(xs.size() - 1) / xs.get(0) >= 50;
        chart.getStyler().setXAxisLogarithmic(wide);
        chart.getStyler().setYAxisMin(0.0);
        lines.forEach((name, ys) -> chart.addSeries(name, xs, ys));
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    }
}
