package org.executionsession.domain.query;

import static org.executionsession.domain.query.Operator.EQ;
import static org.executionsession.domain.query.Operator.EW;
import static org.executionsession.domain.query.Operator.GE;
import static org.executionsession.domain.query.Operator.GT;
import static org.executionsession.domain.query.Operator.LE;
import static org.executionsession.domain.query.Operator.LT;
import static org.executionsession.domain.query.Operator.NE;
import static org.executionsession.domain.query.Operator.SO;
import static org.executionsession.domain.query.Operator.SW;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The kind of values of a property, which determines its operators (contract, part 2.1). */
public enum ValueKind {
    /** Text, compared without regard to letter case. */
    TEXT(String.class, "", EQ, NE, SW, EW, SO),
    /** An id. */
    GUID(UUID.class, Property.NO_ID, EQ, NE),
    /** A whole number. */
    NUMBER(Long.class, null, EQ, NE, GT, GE, LT, LE),
    /** A number of an enumeration. */
    ENUM(Integer.class, null, EQ, NE, GT, GE, LT, LE),
    /** A point in time. */
    DATE(Instant.class, Property.NO_DATE, EQ, NE, GT, GE, LT, LE),
    /** True or false. */
    BOOLEAN(Boolean.class, null, EQ, NE);

    private final Class<?> type;
    private final @Nullable Object emptyValue;
    private final Set<Operator> operators;

    ValueKind(Class<?> type, @Nullable Object emptyValue, Operator first, Operator... rest) {
        this.type = type;
        this.emptyValue = emptyValue;
        this.operators = Collections.unmodifiableSet(EnumSet.of(first, rest));
    }

    /**
     * Returns the Java type of the values.
     *
     * @return String, UUID, Long, Integer, Instant or Boolean
     */
    public Class<?> type() {
        return type;
    }

    /**
     * Returns the value that means "none" in the contract.
     *
     * @return the empty text, the zero GUID or the first day of 1753; empty for a kind that always has a value
     */
    public Optional<Object> emptyValue() {
        return Optional.ofNullable(emptyValue);
    }

    /**
     * Returns the operators that the contract allows on this kind.
     *
     * @return never empty
     */
    public Set<Operator> operators() {
        return operators;
    }
}
