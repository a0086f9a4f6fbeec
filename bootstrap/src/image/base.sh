#!/usr/bin/env bash
# Makes the image below the server's own: the Java runtime that it needs and the C library that this needs, nothing else -
# no shell, no package manager. So that building the image needs no registry, they come from the machine that builds it.
#
# Usage: base.sh JAVA_HOME FOLDER, which makes FOLDER/base.tar in the format of `docker save`.
set -euo pipefail

java_home=$1
folder=$2
root=$folder/root
# The same bytes whenever it is built.
when=1970-01-01T00:00:01Z

rm -rf "$folder"
mkdir -p "$root"/{data,etc,opt,tmp}

# Of java.desktop only java.beans is used; its libraries would bring those of a graphical desktop.
"$java_home/bin/jlink" \
    --add-modules java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.rmi,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
    --exclude-files='glob:/java.desktop/lib/*' --compress=2 --strip-java-debug-attributes --no-header-files --no-man-pages --output "$root/opt/java"

# Each library at the place where it is looked for, which is also where the loader expects itself.
find "$root/opt/java" -type f \( -perm -u+x -o -name '*.so' \) -print0 |
    xargs -0 ldd 2>/dev/null |
    grep -oE '(=> )?/[^ ]+ \(0x' | grep -oE '/[^ ]+' | grep -v "^$root" | sort -u |
    while read -r library; do
        mkdir -p "$root$(dirname "$library")"
        cp -L "$library" "$root$library"
    done

# The locale that the image sets.
for locale in /usr/lib/locale/C.utf8 /usr/lib/locale/C.UTF-8; do
    if [ -d "$locale" ]; then
        mkdir -p "$root/usr/lib/locale"
        cp -rL "$locale" "$root/usr/lib/locale/"
    fi
done

printf 'root:x:0:0::/:/none\nsessions:x:10001:10001::/data:/none\n' > "$root/etc/passwd"
printf 'root:x:0:\nsessions:x:10001:\n' > "$root/etc/group"
printf 'hosts: files dns\n' > "$root/etc/nsswitch.conf"

find "$root" -mindepth 1 -exec chmod u=rwX,go=rX {} +
chmod 1777 "$root/tmp"
tar --create --file "$folder/layer.tar" --directory "$root" --format=pax --pax-option=delete=atime,delete=ctime \
    --sort=name --mtime="$when" --numeric-owner --owner=0 --group=0 --exclude=./data .
# What the server writes is its own.
tar --append --file "$folder/layer.tar" --directory "$root" --format=pax --pax-option=delete=atime,delete=ctime \
    --mtime="$when" --numeric-owner --owner=10001 --group=10001 ./data

digest=$(sha256sum "$folder/layer.tar" | cut -d' ' -f1)
case $(uname -m) in
    x86_64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) architecture=$(uname -m) ;;
esac
cat > "$folder/config.json" <<END
{
  "created": "$when",
  "architecture": "$architecture",
  "os": "linux",
  "config": {
    "User": "10001:10001",
    "Env": ["PATH=/opt/java/bin", "JAVA_HOME=/opt/java", "LANG=C.UTF-8"],
    "Healthcheck": {
      "Test": ["CMD", "/opt/java/bin/java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "@/app/jib-classpath-file", "org.executionsession.bootstrap.Main", "health"],
      "Interval": 30000000000,
      "Timeout": 10000000000,
      "StartPeriod": 30000000000,
      "Retries": 3
    }
  },
  "rootfs": {"type": "layers", "diff_ids": ["sha256:$digest"]}
}
END
printf '[{"Config":"config.json","RepoTags":null,"Layers":["layer.tar"]}]\n' > "$folder/manifest.json"
tar --create --file "$folder/base.tar" --directory "$folder" --sort=name --mtime="$when" --numeric-owner --owner=0 --group=0 \
    manifest.json config.json layer.tar
