package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.NOW;
import static org.executionsession.storecontract.Samples.content;
import static org.executionsession.storecontract.Samples.result;
import static org.executionsession.storecontract.Samples.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ResultOrigin;
import org.executionsession.domain.model.ScriptLog;
import org.executionsession.domain.model.ScriptLogTicket;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.junit.jupiter.api.Test;

/** Tests the script logs of results. */
interface ScriptLogsContract extends TestedStore {

    private ScriptLogStore logs() {
        return storeUnderTest().scriptLogs();
    }

    private ExecutionResultEntity stored(ExecutionResultEntity result) {
        results().add(result);
        return result;
    }

    private static ScriptLogTicket ticket(ExecutionResultEntity result, Instant expiresAt) {
        return new ScriptLogTicket(
                UUID.randomUUID(), result.id(), result.origin().executionId(), "ACME\\jo", expiresAt);
    }

    /** Returns the log of a result, which is read with a new ticket. */
    private Optional<String> text(ExecutionResultEntity result) {
        ScriptLogTicket ticket = ticket(result, LATER);
        return logs().addTicket(ticket, NOW)
                ? logs().find(ticket.id(), ticket.owner(), NOW).map(ScriptLog::text)
                : Optional.empty();
    }

    @Test
    default void log_isStoredAndReplaced() {
        ExecutionResultEntity result = stored(result(UUID.randomUUID(), UUID.randomUUID()));
        assertThat(text(result)).as("no log yet").isEmpty();
        assertThat(logs().put(result, new ScriptLog("a\u0000\u00e9\ud83d\ude00\r\nb")))
                .isTrue();
        assertThat(text(result)).contains("a\u0000\u00e9\ud83d\ude00\r\nb");
        assertThat(logs().put(result, new ScriptLog(""))).isTrue();
        assertThat(text(result)).contains("");
        ScriptLog largest = new ScriptLog("\u20ac".repeat(2_000_000));
        assertThat(logs().put(result, largest)).isTrue();
        assertThat(text(result)).contains(largest.text());
    }

    @Test
    default void log_isPurgedWithItsResult() {
        Instant longAgo = Instant.parse("2001-01-01T00:00:00Z");
        ExecutionResultEntity old = stored(result(null, content(UUID.randomUUID(), "node"), longAgo));
        logs().put(old, new ScriptLog("text"));
        assertThat(storeUnderTest().purgeResults(longAgo.plusSeconds(1), 1)).isEqualTo(1);
        stored(old);
        assertThat(text(old)).isEmpty();
        results().remove(old.id());
    }

    @Test
    default void log_ofAResultWithoutSessionIsStored() {
        ExecutionResultEntity result = stored(result(UUID.randomUUID(), null));
        assertThat(logs().put(result, new ScriptLog("text"))).isTrue();
        assertThat(text(result)).contains("text");
    }

    @Test
    default void log_ofAnAbsentResultIsNotStored() {
        ExecutionResultEntity result = result(UUID.randomUUID(), UUID.randomUUID());
        assertThat(logs().put(result, new ScriptLog("text"))).isFalse();
        stored(result);
        assertThat(text(result)).isEmpty();
    }

    @Test
    default void logs_ofResultsWithOneIdAreSeparate() {
        ExecutionSession one = session();
        sessions().add(one);
        ExecutionResultEntity ofOne = ExecutionResultEntity.of(one);
        ExecutionSession other =
                ExecutionSession.create(one.content().toBuilder().id(null).build(), NOW, Samples.JO, UUID::randomUUID);
        sessions().add(other);
        ExecutionResultEntity ofOther = ExecutionResultEntity.of(other);
        assertThat(ofOther.id()).isEqualTo(ofOne.id());
        logs().put(ofOne, new ScriptLog("one"));
        assertThat(text(ofOther)).isEmpty();
        logs().put(ofOther, new ScriptLog("other"));
        assertThat(text(ofOne)).contains("one");
        assertThat(text(ofOther)).contains("other");
    }

    @Test
    default void log_isReadByTheOwnerOfTheTicketUntilItExpires() {
        ExecutionResultEntity result = stored(result(UUID.randomUUID(), UUID.randomUUID()));
        logs().put(result, new ScriptLog("text"));
        ScriptLogTicket ticket = ticket(result, LATER);
        assertThat(logs().find(ticket.id(), ticket.owner(), NOW)).as("absent").isEmpty();
        assertThat(logs().addTicket(ticket, NOW)).isTrue();
        assertThat(logs().addTicket(ticket, NOW)).as("stored already").isTrue();
        assertThat(logs().find(ticket.id(), ticket.owner(), LATER.minusMillis(1)))
                .contains(new ScriptLog("text"));
        assertThat(logs().find(ticket.id(), "ACME\\ada", NOW)).isEmpty();
        assertThat(logs().find(ticket.id(), ticket.owner(), LATER)).isEmpty();
    }

    @Test
    default void ticket_isFoundByItsOwnerUntilItExpires() {
        ExecutionResultEntity result = stored(result(UUID.randomUUID(), UUID.randomUUID()));
        ScriptLogTicket ticket = ticket(result, LATER);
        assertThat(logs().findTicket(ticket.id(), ticket.owner(), NOW)).isEmpty();
        assertThat(logs().addTicketOfFile(ticket, NOW)).isTrue();
        assertThat(logs().addTicketOfFile(ticket, NOW)).as("stored already").isTrue();
        assertThat(logs().findTicket(ticket.id(), ticket.owner(), LATER.minusMillis(1)))
                .contains(ticket);
        assertThat(logs().findTicket(ticket.id(), "ACME\\ada", NOW)).isEmpty();
        assertThat(logs().findTicket(ticket.id(), ticket.owner(), LATER)).isEmpty();
        assertThat(logs().find(ticket.id(), ticket.owner(), NOW)).as("the text").isEmpty();
        logs().put(result, new ScriptLog("text"));
        assertThat(logs().find(ticket.id(), ticket.owner(), NOW)).contains(new ScriptLog("text"));
    }

    @Test
    default void ticket_ofAFileNeedsAResult() {
        ExecutionResultEntity result = result(UUID.randomUUID(), null);
        ScriptLogTicket ticket = ticket(result, LATER);
        assertThat(logs().addTicketOfFile(ticket, NOW)).isFalse();
        assertThat(logs().findTicket(ticket.id(), ticket.owner(), NOW)).isEmpty();
        stored(result);
        assertThat(logs().addTicketOfFile(ticket, NOW)).isTrue();
        assertThat(logs().findTicket(ticket.id(), ticket.owner(), NOW)).contains(ticket);
    }

    @Test
    default void expiredTickets_areRemoved() {
        ExecutionResultEntity result = stored(result(UUID.randomUUID(), UUID.randomUUID()));
        logs().put(result, new ScriptLog("text"));
        // Before those of other tests.
        Instant past = NOW.minusSeconds(100_000);
        ScriptLogTicket expired = ticket(result, past);
        ScriptLogTicket valid = ticket(result, past.plusMillis(1));
        logs().addTicket(expired, past.minusMillis(1));
        logs().addTicket(valid, past.minusMillis(1));
        while (storeUnderTest().removeExpired(past) > 0) {
            // Removes the next batch.
        }
        assertThat(logs().find(expired.id(), expired.owner(), past.minusMillis(1)))
                .isEmpty();
        assertThat(logs().find(valid.id(), valid.owner(), past)).isPresent();
    }

    @Test
    default void log_isRemovedWithItsResult() {
        ExecutionResultEntity result = stored(result(UUID.randomUUID(), null));
        logs().put(result, new ScriptLog("text"));
        ScriptLogTicket ticket = ticket(result, LATER);
        logs().addTicket(ticket, NOW);
        results().remove(result.id());
        assertThat(logs().find(ticket.id(), ticket.owner(), NOW)).isEmpty();
        stored(result);
        assertThat(text(result)).isEmpty();
        logs().put(result, new ScriptLog("next"));
        results().removeAll(Set.of(result.id()));
        stored(result);
        assertThat(text(result)).isEmpty();
    }

    @Test
    default void log_isKeptWhenItsSessionEnds() {
        ExecutionSession session = session();
        sessions().add(session);
        ExecutionResultEntity result = ExecutionResultEntity.of(session);
        logs().put(result, new ScriptLog("text"));
        sessions().remove(session.id());
        assertThat(text(result)).contains("text");
    }

    @Test
    default void log_isKeptWhenItsResultBecomesThatOfASession() {
        ExecutionResultEntity result = stored(result(UUID.randomUUID(), null));
        logs().put(result, new ScriptLog("text"));
        ResultOrigin origin = new ResultOrigin(UUID.randomUUID(), null, null, null);
        ExecutionResultEntity moved =
                new ExecutionResultEntity(result.audit().modified(LATER, "ACME\\jo"), origin, result.result());
        assertThat(results().replace(moved, result)).isTrue();
        assertThat(text(moved)).contains("text");
        assertThat(text(result)).isEmpty();
    }

    @Test
    default void ofConcurrentLogs_oneIsStored() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                ExecutionResultEntity result = stored(result(UUID.randomUUID(), UUID.randomUUID()));
                List<Callable<Boolean>> puts = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    ScriptLog log = new ScriptLog("text " + i);
                    puts.add(() -> logs().put(result, log));
                }
                assertThat(race.run(puts)).containsOnly(true);
                assertThat(text(result))
                        .hasValueSatisfying(text -> assertThat(text).startsWith("text "));
            }
        }
    }
}
