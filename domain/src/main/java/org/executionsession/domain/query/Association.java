package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A reference to another record, or a list of records. It can be compared with null and shown in a table as a whole;
 * the records that it leads to have their own {@link Property properties}.
 *
 * @param <E> the entity that has it
 */
public final class Association<E> implements Attribute<E> {

    private final String path;
    private final boolean toMany;
    private final Function<? super E, Stream<Object>> values;
    private final List<Property<E>> properties;

    Association(String path, boolean toMany, Function<? super E, Stream<Object>> values, List<Property<E>> properties) {
        this.path = path;
        this.toMany = toMany;
        this.values = values;
        this.properties = List.copyOf(properties);
    }

    /** The path, for example {@code executionResult.details}. */
    @Override
    public String path() {
        return path;
    }

    @Override
    public boolean toMany() {
        return toMany;
    }

    /** Returns the records; none when the reference is null or the list is empty. */
    @Override
    public Stream<Object> values(E entity) {
        requireNonNull(entity, "entity");
        return values.apply(entity);
    }

    /**
     * Returns the properties whose paths lead through it.
     *
     * @return not empty, in the order of the contract
     */
    public List<Property<E>> properties() {
        return properties;
    }

    @Override
    public String toString() {
        return path;
    }
}
