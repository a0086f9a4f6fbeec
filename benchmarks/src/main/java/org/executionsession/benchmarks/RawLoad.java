package org.executionsession.benchmarks;

import java.sql.SQLException;
import java.time.Duration;
import org.executionsession.benchmarks.rows.RawWrites;
import org.executionsession.benchmarks.rows.Way;
import org.executionsession.benchmarks.rows.WriteRate;

/** Plain JDBC that writes in one way. */
final class RawLoad implements Sliced {

    private final RawWrites writes;
    private final Way way;
    private final Duration slice;
    private WriteRate rate;

    RawLoad(RawWrites writes, Way way, Duration time) {
        this.writes = writes;
        this.way = way;
        this.slice = time.dividedBy(SLICES);
    }

    @Override
    public void slice() throws SQLException {
        WriteRate more = writes.rate(way, slice);
        rate = rate == null ? more : rate.plus(more);
    }

    WriteRate rate() {
        return rate;
    }
}
