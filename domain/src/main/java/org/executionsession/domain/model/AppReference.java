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
        AppAvailabilityStatus availabilityStatus) {

    /** Takes the zero GUID and null for "not given" and cuts the date to milliseconds. */
    public AppReference {
        id = Given.id(id);
        name = Given.text(name);
        appId = Given.text(appId);
        publishTime = Given.instant(publishTime);
        savedInProductVersion = Given.text(savedInProductVersion);
        migrationHash = Given.text(migrationHash);
        availabilityStatus = Given.code(availabilityStatus, AppAvailabilityStatus.NOT_APPLICABLE);
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
