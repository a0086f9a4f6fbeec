package org.executionsession.domain.model;

/** What a change did to an entity. */
public enum ChangeType {
    /** The entity was created. */
    CREATE(1),
    /** The entity was updated. */
    UPDATE(2),
    /** The entity was deleted. */
    DELETE(3);

    private final int number;

    ChangeType(int number) {
        this.number = number;
    }

    /**
     * Returns the number of the contract.
     *
     * @return 1, 2 or 3
     */
    public int number() {
        return number;
    }
}
