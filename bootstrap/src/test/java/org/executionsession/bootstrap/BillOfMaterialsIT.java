package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds what is in the runnable jar against the bill of materials in it. When a dependency changes, this says which line of
 * src/main/bom is to be changed, added or removed.
 */
class BillOfMaterialsIT {

    private static final String BILL = "META-INF/sbom/execution-sessions.cdx.json";
    private static final String OURS = "org/executionsession/";
    private static final String PAGE = "org/executionsession/http/internal/endpoint/docs/";

    /** How builds call the place of what they copy from others; not the names that the compiler of Kotlin makes. */
    private static final Pattern COPIED = Pattern.compile(
            "(?i).*/(?:shaded|inlined|repackaged|relocated|vendored|thirdparty|third_party|schubfach)/.*");

    /** A jar in a repository of Maven: group, name and version are its folders. */
    private static final Pattern IN_REPOSITORY = Pattern.compile(".*/repository/(.+)/([^/]+)/([^/]+)/\\2-\\3\\.jar");

    private static final Pattern VERSIONED_LICENSE = Pattern.compile("META-INF/licenses/([^/]+)/([^/]+)-([^-/]+)/");

    private static final Pattern MAVEN = Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom\\.properties");

    private static List<Component> components;
    private static Set<String> entries;
    private static String ownVersion;

    /** The jars of the class path from which the runnable jar was made. */
    private static final Map<Path, Set<String>> JARS = new HashMap<>();

    /**
     * A line of the bill.
     *
     * @param places the beginnings of what it brought, for one that came inside of another
     */
    private record Component(String name, String version, List<String> places, JsonNode json) {

        boolean isEmbedded() {
            return !places.isEmpty();
        }
    }

    @BeforeAll
    static void read() throws IOException {
        Path runnable = Path.of("target", "execution-sessions.jar");
        try (JarFile jar = new JarFile(runnable.toFile())) {
            entries = jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .collect(Collectors.toSet());
            ownVersion = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
            JsonNode bill = new ObjectMapper().readTree(jar.getInputStream(jar.getJarEntry(BILL)));
            assertThat(bill.get("bomFormat").textValue()).isEqualTo("CycloneDX");
            assertThat(bill.at("/metadata/component/version").textValue()).isEqualTo(ownVersion);
            components = new ArrayList<>();
            bill.get("components").forEach(component -> components.add(component(component)));
        }
        for (String element : System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
            Path path = Path.of(element).toAbsolutePath();
            if (IN_REPOSITORY.matcher(path.toString().replace('\\', '/')).matches()) {
                Set<String> brought = classes(path);
                if (!brought.isEmpty() && entries.containsAll(brought)) {
                    JARS.put(path, brought);
                }
            }
        }
    }

    private static Component component(JsonNode json) {
        List<String> places = new ArrayList<>();
        for (JsonNode property : json.path("properties")) {
            if (property.get("name").textValue().equals("org.executionsession:place")) {
                places.add(property.get("value").textValue());
            }
        }
        return new Component(
                json.get("group").textValue() + ":" + json.get("name").textValue(),
                json.get("version").textValue(),
                places,
                json);
    }

    /** Without those that a part of the jar leaves out on purpose: Bouncy Castle is trimmed. */
    private static Set<String> classes(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                    .filter(name -> !name.startsWith("org/bouncycastle/") || entries.contains(name))
                    .filter(name -> !name.startsWith("META-INF/") || entries.contains(name))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void everyLine_hasItsVersionAndLicense() {
        assertThat(components).isNotEmpty().allSatisfy(component -> {
            assertThat(component.version()).isNotBlank().doesNotContain("$");
            assertThat(component.json().at("/licenses/0/license")).isNotEmpty();
            assertThat(component.json().get("purl").textValue()).startsWith("pkg:");
            if (component.json().get("purl").textValue().contains("@")) {
                assertThat(component.json().get("purl").textValue()).endsWith("@" + component.version());
            }
        });
        assertThat(components).extracting(Component::name).doesNotHaveDuplicates();
        assertThat(components)
                .filteredOn(component -> component.name().startsWith("org.executionsession:"))
                .hasSize(4)
                .allSatisfy(component -> assertThat(component.version()).isEqualTo(ownVersion));
    }

    /** What is ours comes from folders; everything else from jars, which must be listed, and none besides. */
    @Test
    void everyShippedJar_isListedInItsVersionAndNoOther() {
        assertThat(components)
                .filteredOn(component ->
                        !component.isEmbedded() && !component.name().startsWith("org.executionsession:"))
                .extracting(component -> component.name() + ":" + component.version())
                .containsExactlyInAnyOrderElementsOf(JARS.keySet().stream()
                        .map(BillOfMaterialsIT::coordinates)
                        .collect(Collectors.toSet()));
    }

    @Test
    void everyClass_isOursOrOfAListedJar() {
        Set<String> others = new TreeSet<>(entries);
        others.removeIf(name -> !name.endsWith(".class") || name.startsWith(OURS));
        JARS.values().forEach(others::removeAll);
        assertThat(others).isEmpty();
    }

    @Test
    void codeThatAJarHasCopied_isListed() {
        List<String> places = places();
        assertThat(entries)
                .filteredOn(name -> COPIED.matcher(name).matches() && name.endsWith(".class"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(places)
                        .as(name)
                        .anyMatch(place -> name.replaceFirst("^META-INF/versions/\\d+/", "")
                                .startsWith(place)));
        assertThat(places).allSatisfy(place -> assertThat(entries).as(place).anyMatch(name -> name.startsWith(place)));
    }

    /** Where a jar says itself what it has copied, in which version. */
    @Test
    void codeThatAJarDeclaresAsCopied_isListedInThatVersion() throws IOException {
        Map<String, String> said = new HashMap<>();
        for (Path path : JARS.keySet()) {
            try (JarFile jar = new JarFile(path.toFile())) {
                for (JarEntry entry : jar.stream().toList()) {
                    Matcher license = VERSIONED_LICENSE.matcher(entry.getName());
                    Matcher maven = MAVEN.matcher(entry.getName());
                    if (license.lookingAt()) {
                        said.put(license.group(1) + ":" + license.group(2), license.group(3));
                    } else if (maven.matches()) {
                        String text = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                        Matcher version =
                                Pattern.compile("(?m)^version=(.*?)\\s*$").matcher(text);
                        assertThat(version.find()).isTrue();
                        said.put(maven.group(1) + ":" + maven.group(2), version.group(1));
                    }
                }
            }
        }
        Map<String, String> listed = components.stream().collect(Collectors.toMap(Component::name, Component::version));
        assertThat(said).containsKeys("org.antlr:antlr4-runtime", "com.ongres.scram:scram-client");
        assertThat(said)
                .allSatisfy((name, version) ->
                        assertThat(listed).as("what a jar says of " + name).containsEntry(name, version));
    }

    /** Files of others that our own jar brings: all in it that this repository does not hold. */
    @Test
    void copiedFiles_areListedInTheVersionOfTheBuild() throws IOException {
        Path own = Path.of("..", "adapter-http", "src", "main", "resources");
        Set<String> copied = entries.stream()
                .filter(name -> name.startsWith(PAGE) && !Files.exists(own.resolve(name)))
                .collect(Collectors.toSet());
        Component page = components.stream()
                .filter(component -> component.name().equals("org.webjars:swagger-ui"))
                .findFirst()
                .orElseThrow();
        assertThat(page.places()).containsExactlyInAnyOrderElementsOf(copied);
        assertThat(Files.readString(Path.of("..", "pom.xml")))
                .contains("<swagger-ui.version>" + page.version() + "</swagger-ui.version>");
        Set<String> elsewhere = entries.stream()
                .filter(name -> name.startsWith(OURS) && !name.endsWith(".class") && !copied.contains(name))
                .filter(name -> modules()
                        .noneMatch(module -> Files.exists(Path.of("..", module, "src", "main", "resources", name))))
                .collect(Collectors.toSet());
        assertThat(elsewhere).isEmpty();
    }

    private static Stream<String> modules() {
        return Stream.of("domain", "application", "adapter-http", "adapter-jdbi", "bootstrap");
    }

    private static List<String> places() {
        return components.stream()
                .map(Component::places)
                .flatMap(Collection::stream)
                .toList();
    }

    private static String coordinates(Path jar) {
        Matcher name = IN_REPOSITORY.matcher(jar.toString().replace('\\', '/'));
        assertThat(name.matches()).isTrue();
        return name.group(1).replace('/', '.') + ":" + name.group(2) + ":" + name.group(3);
    }
}
