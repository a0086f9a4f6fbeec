package org.executionsession.domain.model;

import jakarta.validation.Valid;
import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.constraint.CalendarDate;
import org.executionsession.domain.constraint.Text;

/**
 * The app that an execution reloads, as the recorder knew it.
 *
 * @param id the app's id; null when not given
 * @param name the app's name; never null, empty when not given
 * @param appId the app's id as the engine spells it; never null, empty when not given
 * @param publishTime when it was published; null when it was not
 * @param published whether it is published
 * @param stream where it is published; null when nowhere
 * @param savedInProductVersion the version that saved it; never null, empty when not given
 * @param migrationHash the hash of its migration; never null, empty when not given
 * @param availabilityStatus whether it can be opened; never null
 * @param reference whether nothing but the id was said, so that what is recorded with it is meant; false in whatever is
 *     recorded, and without an id
 */
public record AppReference(
        UUID id,
        @Text String name,
        @Text String appId,
        @CalendarDate Instant publishTime,
        boolean published,
        @Valid StreamReference stream,
        @Text String savedInProductVersion,
        @Text String migrationHash,
        AppAvailabilityStatus availabilityStatus,
        boolean reference) {

    /** Takes the zero GUID and null for "not given" and cuts the date to milliseconds. */
    public AppReference {
        id = Defaults.id(id);
        name = Defaults.text(name);
        appId = Defaults.text(appId);
        publishTime = Defaults.instant(publishTime);
        savedInProductVersion = Defaults.text(savedInProductVersion);
        migrationHash = Defaults.text(migrationHash);
        availabilityStatus = Defaults.code(availabilityStatus, AppAvailabilityStatus.NOT_APPLICABLE);
        reference = reference && id != null;
    }

    /**
     * An app of which everything is said.
     *
     * @param id the app's id; may be null
     * @param name the app's name; may be null
     * @param appId the app's id as the engine spells it; may be null
     * @param publishTime when it was published; null when it was not
     * @param published whether it is published
     * @param stream where it is published; null when nowhere
     * @param savedInProductVersion the version that saved it; may be null
     * @param migrationHash the hash of its migration; may be null
     * @param availabilityStatus whether it can be opened; may be null
     */
    public AppReference(
            UUID id,
            String name,
            String appId,
            Instant publishTime,
            boolean published,
            StreamReference stream,
            String savedInProductVersion,
            String migrationHash,
            AppAvailabilityStatus availabilityStatus) {
        this(
                id,
                name,
                appId,
                publishTime,
                published,
                stream,
                savedInProductVersion,
                migrationHash,
                availabilityStatus,
                false);
    }

    /** What is recorded in the place of references. */
    static AppReference resolved(AppReference said, AppReference recorded) {
        if (said == null) {
            return null;
        }
        boolean isSame = recorded != null && said.id != null && said.id.equals(recorded.id);
        if (said.reference && isSame) {
            return recorded;
        }
        StreamReference now = StreamReference.resolved(said.stream, isSame ? recorded.stream : null);
        return !said.reference && now == said.stream
                ? said
                : new AppReference(
                        said.id,
                        said.name,
                        said.appId,
                        said.publishTime,
                        said.published,
                        now,
                        said.savedInProductVersion,
                        said.migrationHash,
                        said.availabilityStatus);
    }

    /**
     * A reference that says which app it is and no more.
     *
     * @param id the app's id; may be null
     * @param name the app's name; may be null
     * @return the reference
     */
    public static AppReference of(UUID id, String name) {
        return new AppReference(id, name, null, null, false, null, null, null, null);
    }
}
