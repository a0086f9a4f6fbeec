package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.port.inbound.ChangeNotifications;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.outbound.NotificationSender;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests notifications that a bean of the application sends. */
class StarterNotificationsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Configuration
    static class Notifications {

        @Bean
        CollectingSender notificationSender() {
            return new CollectingSender();
        }
    }

    /** Accepts each notification. */
    static final class CollectingSender implements NotificationSender {

        private final BlockingQueue<NotificationMessage> sent = new LinkedBlockingQueue<>();

        @Override
        public void check(String callbackUrl) {}

        @Override
        public String receiver(String callbackUrl) {
            return callbackUrl;
        }

        @Override
        public CompletionStage<NotificationOutcome> send(NotificationMessage message) {
            sent.add(message);
            return CompletableFuture.completedFuture(NotificationOutcome.ACCEPTED);
        }
    }

    private static UUID create(ConfigurableApplicationContext context) {
        return context.getBean(CreateExecutionSession.class)
                .create(ExecutionSessionDraft.builder().build(), Caller.SERVICE, null)
                .id();
    }

    @Test
    void changes_areSentByTheBeanAfterTheCommitOfTheApplication() throws Exception {
        try (ConfigurableApplicationContext context =
                TestApplication.start(TestDatabase.H2.newUrl(), Notifications.class)) {
            NotificationSubscription subscription = context.getBean(ChangeNotifications.class)
                    .subscribe(
                            "https://receiver.example/",
                            NotificationScope.of(NotifiedType.EXECUTION_SESSION),
                            Caller.SERVICE);
            TransactionTemplate transactions =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            transactions.executeWithoutResult(status -> {
                create(context);
                status.setRollbackOnly();
            });
            List<UUID> created = new ArrayList<>();
            created.add(transactions.execute(status -> create(context)));
            created.add(create(context));

            CollectingSender sender = context.getBean(CollectingSender.class);
            List<UUID> notified = new ArrayList<>();
            while (!notified.contains(created.get(1))) {
                NotificationMessage message = sender.sent.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(message).as("a notification").isNotNull();
                assertThat(message.subscriptionId()).isEqualTo(subscription.id());
                message.changes().forEach(change -> notified.add(change.entity().id()));
            }
            assertThat(notified).isEqualTo(created);
        }
    }
}
