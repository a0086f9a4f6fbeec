package org.executionsession.springbootpeer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class SpringBootPeer {

    /**
     * Starts it.
     *
     * @param arguments Spring's options, such as {@code --server.port=8080}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(SpringBootPeer.class, arguments);
    }
}
