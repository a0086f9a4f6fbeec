package org.executionsession.benchmarks.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown, which reads well as plain text too. */
public final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param titles the titles of the columns; not null
     */
    public Table(String... titles) {
        rows.add(List.of(titles));
    }

    /**
     * Adds a row.
     *
     * @param cells a text for each column; not null
     * @return this
     */
    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append(line(rows.get(i), " "));
            if (i == 0) {
                text.append(line(rows.get(0).stream().map(title -> "").toList(), "-"));
            }
        }
        return text.toString();
    }

    private String line(List<String> cells, String filling) {
        List<String> padded = new ArrayList<>();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            padded.add(cell + filling.repeat(width(column) - cell.length()));
        }
        return padded.stream().collect(joining(" | ", "| ", " |\n"));
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow();
    }
}
