package org.executionsession.http.support;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A property of an ExecutionSession that a caller sets (contract, part 6).
 *
 * @param pointer where it is in a body, as a JSON Pointer; index 0 stands for every element of a list
 * @param kind what it holds
 */
public record ContractField(String pointer, Kind kind) {

    /** What a property holds, with JSON that it does not take. */
    public enum Kind {
        TEXT("1", "true", "{}", "[]"),
        ID(
                "1",
                "true",
                "{}",
                "[]",
                "\"not-a-guid\"",
                "\"1-1-1-1-1\"",
                "\" \"",
                "\"046b6c7f0b8a43b9b35d6489e6daee9\"",
                "\"{046b6c7f-0b8a-43b9-b35d-6489e6daee91\"",
                "\"046b6c7f-0b8a-43b9-b35d-6489e6daee9g\""),
        DATE(
                "946702800000",
                "true",
                "{}",
                "[]",
                "\"\"",
                "\"yesterday\"",
                "\"2000-13-01T00:00:00Z\"",
                "\"2001-02-29T00:00:00Z\"",
                "\"2000-01-01T24:00:00Z\""),
        FLAG("\"yes\"", "\"true\"", "0", "{}", "[]"),
        INTEGER("\"1\"", "true", "{}", "[]", "1.5", "1e400", "2147483648", "-2147483649"),
        LONG("\"1\"", "true", "{}", "[]", "1.5", "9223372036854775808", "-9223372036854775809"),
        CODE("\"\"", "\"NoSuchName\"", "\"1\"", "true", "{\"a\":1}", "[]", "1.5", "2147483648"),
        OBJECT("\"x\"", "\"\"", "1", "true", "[]", "[{}]"),
        LIST("\"x\"", "\"\"", "1", "true", "{}"),
        ELEMENT("null", "\"x\"", "1", "true", "[]", "[{}]");

        private final List<String> rejected;

        Kind(String... rejected) {
            this.rejected = List.of(rejected);
        }

        public List<String> rejected() {
            return rejected;
        }
    }

    public static List<ContractField> all() {
        List<ContractField> fields = new ArrayList<>();
        add(fields, "", Kind.ID, "id");
        add(fields, "", Kind.OBJECT, "executingNode");
        add(fields, "/executingNode", Kind.ID, "id");
        result(fields, "/executionResult");
        add(fields, "", Kind.DATE, "abortAt");
        add(fields, "", Kind.CODE, "abortReason");
        for (String task : List.of("/reloadTask", "/userSyncTask", "/externalProgramTask")) {
            task(fields, task);
        }
        add(fields, "", Kind.INTEGER, "retries");
        add(fields, "", Kind.TEXT, "user");
        add(fields, "", Kind.OBJECT, "app");
        add(fields, "/app", Kind.ID, "id");
        add(fields, "/app", Kind.TEXT, "name", "appId", "savedInProductVersion", "migrationHash");
        add(fields, "/app", Kind.DATE, "publishTime");
        add(fields, "/app", Kind.FLAG, "published");
        add(fields, "/app", Kind.CODE, "availabilityStatus");
        add(fields, "/app", Kind.OBJECT, "stream");
        add(fields, "/app/stream", Kind.ID, "id");
        add(fields, "/app/stream", Kind.TEXT, "name");
        return fields;
    }

    /** Every object of the contract: the body, the nested ones, and the elements of lists. */
    public static Stream<String> objects() {
        return Stream.concat(
                Stream.of(""),
                all().stream()
                        .filter(field -> field.kind == Kind.OBJECT || field.kind == Kind.ELEMENT)
                        .map(ContractField::pointer));
    }

    /** A body that holds the value at the place, and no more. */
    public static String body(String pointer, String value) {
        String body = value;
        String[] names = pointer.split("/");
        for (int i = names.length - 1; i > 0; i--) {
            body = names[i].equals("0") ? "[" + body + "]" : "{\"" + names[i] + "\":" + body + "}";
        }
        return body;
    }

    private static void task(List<ContractField> fields, String at) {
        fields.add(new ContractField(at, Kind.OBJECT));
        add(fields, at, Kind.ID, "id");
        add(fields, at, Kind.TEXT, "name");
        add(fields, at, Kind.CODE, "taskType");
        add(fields, at, Kind.FLAG, "enabled");
        add(fields, at, Kind.INTEGER, "taskSessionTimeout", "maxRetries");
        add(fields, at, Kind.OBJECT, "operational");
        add(fields, at + "/operational", Kind.ID, "id");
        add(fields, at + "/operational", Kind.DATE, "nextExecution");
        result(fields, at + "/operational/lastExecutionResult");
    }

    private static void result(List<ContractField> fields, String at) {
        fields.add(new ContractField(at, Kind.OBJECT));
        add(fields, at, Kind.ID, "id", "fileReferenceID");
        add(fields, at, Kind.TEXT, "executingNodeName", "scriptLogLocation");
        add(fields, at, Kind.CODE, "status");
        add(fields, at, Kind.DATE, "startTime", "stopTime");
        add(fields, at, Kind.INTEGER, "duration");
        add(fields, at, Kind.FLAG, "scriptLogAvailable");
        add(fields, at, Kind.LONG, "scriptLogSize");
        add(fields, at, Kind.LIST, "details");
        add(fields, at, Kind.ELEMENT, "details/0");
        add(fields, at + "/details/0", Kind.ID, "id");
        add(fields, at + "/details/0", Kind.CODE, "detailsType");
        add(fields, at + "/details/0", Kind.TEXT, "message");
        add(fields, at + "/details/0", Kind.DATE, "detailCreatedDate");
    }

    private static void add(List<ContractField> fields, String at, Kind kind, String... names) {
        for (String name : names) {
            fields.add(new ContractField(at + "/" + name, kind));
        }
    }
}
